import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeLive } from '../../console/server/live.ts';
import { type ConsoleServer, serveConsole } from '../../console/server/serve.ts';
import { ClientError } from '../../src/client/index.ts';
import { makeHandClock } from './hand-clock.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

describe('the server of the console', () => {
  let server: ConsoleServer;
  const redriven: (string | undefined)[] = [];
  const none = { everyMs: 1_000, read: () => new Promise<never>(() => {}) };
  const asset = { type: 'text/html; charset=utf-8', body: Buffer.from('<!doctype html>') };

  beforeAll(async () => {
    const deps = {
      about: { pipeline: 'p', endpoint: 'http://127.0.0.1:1', aggregations: ['a'] },
      assets: new Map([['/', asset]]),
      live: makeLive({
        parts: { flow: none, lanes: none, windows: none, queues: none, alarms: none },
        clock: makeHandClock(),
        explain: String,
      }),
      results: {
        find: () => Promise.reject(new ClientError('no aggregation "b"')),
        series: () => Promise.reject(new Error('boom')),
      },
      letters: {
        list: async () => ({ letters: [], looked: 0, estimated: 0, reasons: [] }),
        payloadOf: async (id: string) => ({ title: id, text: '' }),
        redrive: async (reason: string | undefined) => {
          redriven.push(reason);
          return { moved: 1, left: 0 };
        },
      },
      explain: (error: unknown) => (error instanceof Error ? error.message : String(error)),
    };
    server = await serveConsole(deps, 0);
  });

  afterAll(() => server.stop());

  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${server.url}${path}`, init);
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    ask(path, { method: 'POST', body, headers: { ...JSON_TYPE, origin: server.url, ...headers } });

  it('gives a page that may load nothing from elsewhere and run nothing but its own script', async () => {
    const { headers, text } = await ask('/');
    expect(text).toBe('<!doctype html>');
    const policy = headers.get('content-security-policy')?.split('; ');
    expect(policy).toEqual(expect.arrayContaining(["default-src 'none'", "script-src 'self'", "connect-src 'self'"]));
    expect(policy).toEqual(expect.arrayContaining(["frame-ancestors 'none'", "require-trusted-types-for 'script'"]));
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('listens on the loopback interface alone', () => {
    expect(new URL(server.url).hostname).toBe('127.0.0.1');
  });

  it('answers no name but its own', async () => {
    const { port } = new URL(server.url);
    const status = await new Promise((resolve, reject) => {
      const headers = { host: `rebound.example:${port}` };
      request({ host: '127.0.0.1', port, headers }, (response) => resolve(response.statusCode))
        .on('error', reject)
        .end();
    });
    expect(status).toBe(421);
  });

  it('sends letters back for its own page alone', async () => {
    expect(await post('/api/redrive', '{"reason":"USER_CODE_THREW"}')).toMatchObject({
      status: 200,
      text: '{"moved":1,"left":0}',
    });
    await post('/api/redrive', '{}');
    expect(redriven.splice(0)).toEqual(['USER_CODE_THREW', undefined]);
    expect((await post('/api/redrive', '{}', { origin: 'http://evil.example' })).status).toBe(403);
    expect((await post('/api/redrive', '{}', { 'content-type': 'text/plain' })).status).toBe(415);
    expect(redriven).toEqual([]);
  });

  it.each([['{"all":true}'], ['nothing'], ['[]'], [`{"reason":"${'x'.repeat(2_000)}"}`]])(
    'does not guess what %s means',
    async (body) => {
      expect((await post('/api/redrive', body)).status).toBe(400);
      expect(redriven).toEqual([]);
    },
  );

  it('says in one line what went wrong', async () => {
    expect(await ask('/api/results?aggregation=b')).toMatchObject({
      status: 409,
      text: '{"problem":"no aggregation \\"b\\""}',
    });
    expect(await ask('/api/series')).toMatchObject({ status: 502, text: '{"problem":"boom"}' });
    expect((await ask('/../../etc/passwd')).status).toBe(404);
    expect((await ask('/api/letters/..%2f')).status).toBe(404);
    expect((await post('/api/letters', '{}')).status).toBe(404);
  });
});
