import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { startSerialProxy } from './serial-proxy.ts';

/** A service that takes its time, and notes how many requests it had at once. */
async function slowService() {
  let inFlight = 0;
  const seen = { most: 0, requests: [] as { method?: string; url?: string; host?: string; body: string }[] };
  const server = createServer(async (request: IncomingMessage, response) => {
    inFlight += 1;
    seen.most = Math.max(seen.most, inFlight);
    const { method = '', url = '', headers } = request;
    seen.requests.push({ method, url, host: headers.host ?? '', body: String(await buffer(request)) });
    setTimeout(() => {
      inFlight -= 1;
      response.writeHead(201, { 'x-answer': url }).end(`${url} done`);
    }, 5);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Listening on a port, the server has an address with one.
  const proxy = await startSerialProxy((server.address() as AddressInfo).port);
  onTestFinished(async () => {
    await proxy.stop();
    server.closeAllConnections();
    server.close();
  });
  return { proxy, seen, inFlight: () => inFlight };
}

it('passes requests on as they are, one at a time', async () => {
  const { proxy, seen } = await slowService();
  const paths = ['/a%20b?x=1', '/b', '/c', '/d', '/e'];
  const answers = await Promise.all(
    paths.map(async (path) => {
      const response = await fetch(`${proxy.endpoint}${path}`, { method: 'PUT', body: `body of ${path}` });
      return [response.status, response.headers.get('x-answer'), await response.text()];
    }),
  );
  expect(answers).toEqual(paths.map((path) => [201, path, `${path} done`]));
  expect(new Set(seen.requests)).toEqual(
    new Set(paths.map((url) => ({ method: 'PUT', url, host: new URL(proxy.endpoint).host, body: `body of ${url}` }))),
  );
  expect(seen.most).toBe(1);
});

it('goes on to the next request only when the answer is there, also where nobody waits for it any more', async () => {
  const { proxy, seen } = await slowService();
  const impatient = new AbortController();
  const left = fetch(`${proxy.endpoint}/left`, { signal: impatient.signal });
  for (; seen.requests.length === 0; ) await new Promise(setImmediate);
  impatient.abort();
  await expect(left).rejects.toThrow();
  await fetch(`${proxy.endpoint}/next`);
  expect(seen.most).toBe(1);
  expect(seen.requests).toHaveLength(2);
});

it('does other things between requests, and goes on where they fail', async () => {
  const { proxy, inFlight } = await slowService();
  const request = fetch(`${proxy.endpoint}/first`);
  await expect(
    proxy.inTurn(async () => {
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  expect((await request).status).toBe(201);
  expect(await proxy.inTurn(async () => inFlight())).toBe(0);
});
