import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeS3Archive } from '../../src/adapters/aws/s3-archive.ts';
import { systemClock } from '../../src/adapters/aws/system-clock.ts';
import { RetryableError } from '../../src/ports/errors.ts';
import { type LocalAws, startLocalAws } from '../support/local-aws.ts';
import { runContract } from '../support/run-contract.ts';
import { ATTEMPTS, s3Contracts } from './on-s3.ts';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws.stop());

s3Contracts(
  () => aws,
  (name, checks, makeFixture) => runContract(`${name} on S3`, checks, makeFixture),
);

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
}

/** A server that answers as told, and what it was asked. */
async function scriptedS3(answer: (response: ServerResponse, call: number) => void) {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      seen.push({ method: request.method, url: request.url, headers: request.headers });
      answer(response, seen.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Listening on a port, the server has an address with one.
  const { port } = server.address() as AddressInfo;
  const waits: number[] = [];
  const archive = makeS3Archive({
    config: aws.clients.dynamodb.config,
    fetch,
    bucket: 'letters-of-a-pipeline',
    endpoint: `http://127.0.0.1:${port}`,
    clock: { nowMs: () => 0, after: async (delayMs) => void waits.push(delayMs) },
    random: () => 0.5,
  });
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { archive, seen, waits, stop };
}

const errorOf = (code: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${code}, it says</Message></Error>`;

describe('S3', () => {
  it('is sent requests that are signed over their body, with the key encoded once', async () => {
    const { archive, seen, stop } = await scriptedS3((response) => response.end());
    await archive.put("a b/c+d'(1)*~/é", Buffer.from('hello'));
    await archive.get({ bucket: 'letters-of-a-pipeline', key: 'x' });
    await stop();
    const sha256 = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
    const credential =
      /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/us-east-1\/s3\/aws4_request, SignedHeaders=([^,]+), /;
    expect(seen[0]).toMatchObject({
      method: 'PUT',
      url: '/letters-of-a-pipeline/a%20b/c%2Bd%27%281%29%2A~/%C3%A9',
      headers: { 'content-length': '5', 'x-amz-content-sha256': sha256, 'x-amz-date': expect.any(String) },
    });
    expect(credential.exec(seen[0]?.headers.authorization ?? '')?.[1]).toBe('host;x-amz-content-sha256;x-amz-date');
    expect(seen[1]).toMatchObject({ method: 'GET', url: '/letters-of-a-pipeline/x' });
  });

  it.each([
    ['us-east-1', 'https://letters.s3.us-east-1.amazonaws.com/a/b%20c'],
    ['cn-north-1', 'https://letters.s3.cn-north-1.amazonaws.com.cn/a/b%20c'],
  ])('is asked at the host of the bucket in %s where no endpoint is given', async (region, url) => {
    const urls: string[] = [];
    const spy: typeof fetch = async (input) => {
      urls.push(String(input));
      return new Response('');
    };
    const config = { ...aws.clients.dynamodb.config, region };
    await makeS3Archive({ config, fetch: spy, bucket: 'letters', clock: systemClock, random: Math.random }).put(
      'a/b c',
      Uint8Array.of(1),
    );
    expect(urls).toEqual([url]);
  });

  it.each(['evil.example/', 'a@b', 'UPPER', '', '..', 'x'])('is not asked for a bucket named "%s"', async (bucket) => {
    const { archive, seen, stop } = await scriptedS3((response) => response.end());
    await expect(archive.get({ bucket, key: 'x' })).rejects.toThrow('not the name of a bucket');
    await stop();
    expect(seen).toEqual([]);
  });

  it.each([
    [503, 'SlowDown', true],
    [503, 'ServiceUnavailable', false],
    [500, 'InternalError', false],
    [400, 'RequestTimeout', false],
    [429, 'Whatever', true],
  ])('that answers %i %s is asked again a few times, then may be back later', async (status, code, throttled) => {
    const { archive, seen, waits, stop } = await scriptedS3((response) =>
      response.writeHead(status).end(errorOf(code)),
    );
    const put = archive.put('x', Uint8Array.of(1));
    await expect(put).rejects.toBeInstanceOf(RetryableError);
    await expect(put).rejects.toMatchObject({ throttled, message: expect.stringContaining(`${code}, it says`) });
    await stop();
    expect(seen).toHaveLength(ATTEMPTS);
    expect(waits).toEqual([100, 200]);
  });

  it('that is back in time is a success', async () => {
    const { archive, stop } = await scriptedS3((response, call) => {
      if (call < ATTEMPTS) response.writeHead(503).end(errorOf('SlowDown'));
      else response.end();
    });
    expect(await archive.put('x', Uint8Array.of(1))).toEqual({ bucket: 'letters-of-a-pipeline', key: 'x', bytes: 1 });
    await stop();
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['hangs up', (response) => response.destroy()],
    [
      'breaks off in the middle of an object',
      (response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('half');
        response.socket?.destroy();
      },
    ],
  ])('that %s may be back later', async (_what, answer) => {
    const { archive, seen, stop } = await scriptedS3(answer);
    await expect(archive.get({ bucket: 'letters', key: 'x' })).rejects.toBeInstanceOf(RetryableError);
    await stop();
    expect(seen).toHaveLength(ATTEMPTS);
  });

  it('that is not there may be back later', async () => {
    const { archive, stop } = await scriptedS3((response) => response.end());
    await stop();
    await expect(archive.put('x', Uint8Array.of(1))).rejects.toBeInstanceOf(RetryableError);
  });

  it.each([
    [403, 'AccessDenied'],
    [404, 'NoSuchBucket'],
    [400, 'InvalidRequest'],
  ])('that answers %i %s is not asked again', async (status, code) => {
    const { archive, seen, stop } = await scriptedS3((response) => response.writeHead(status).end(errorOf(code)));
    const ref = { bucket: 'letters', key: 'x' };
    for (const asked of [() => archive.put('x', Uint8Array.of(1)), () => archive.get(ref)]) {
      await expect(asked()).rejects.toMatchObject({ name: code, message: `${code}, it says` });
    }
    await stop();
    expect(seen).toHaveLength(2);
  });

  it('that answers something else than S3 does is named with its status', async () => {
    const { archive, stop } = await scriptedS3((response) => response.writeHead(418).end('a teapot'));
    await expect(archive.put('x', Uint8Array.of(1))).rejects.toMatchObject({ name: 'HTTP 418', message: 'a teapot' });
    await stop();
  });
});
