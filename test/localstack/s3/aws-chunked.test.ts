import { describe, expect, it } from 'vitest';
import { decodeAwsChunked } from '../../../localstack/embedded/s3/aws-chunked.ts';
import { crc32 } from '../../../localstack/embedded/s3/crc.ts';
import { fc } from '../../support/fast-check.ts';
import { startWithBucket } from './start-s3.ts';

const TRAILER = 'x-amz-checksum-crc32';

/** As SDKs stream a body, unsigned unless a signature is given. */
function chunked(chunks: readonly Buffer[], trailers: Readonly<Record<string, string>>, signature = ''): Buffer {
  const head = (bytes: number) => Buffer.from(`${bytes.toString(16)}${signature}\r\n`);
  const framed = chunks.flatMap((chunk) => [head(chunk.length), chunk, Buffer.from('\r\n')]);
  const ending = Object.entries(trailers).map(([name, value]) => `${name}:${value}\r\n`);
  return Buffer.concat([...framed, head(0), Buffer.from(`${ending.join('')}\r\n`)]);
}

const headersFor = (data: Buffer, sha256 = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER') => ({
  'content-encoding': 'aws-chunked',
  'x-amz-content-sha256': sha256,
  'x-amz-decoded-content-length': String(data.length),
  'x-amz-sdk-checksum-algorithm': 'CRC32',
  'x-amz-trailer': TRAILER,
});

describe('a body that an SDK streams, with its checksum behind it', () => {
  const chunks = [Buffer.alloc(65_536, 'a'), Buffer.from('\r\n0\r\n'), Buffer.alloc(100, 0)];
  const data = Buffer.concat(chunks);
  const checksum = crc32(data).toString('base64');

  it('is kept without its framing, and the checksum with it', async () => {
    const { s3 } = await startWithBucket();
    const body = chunked(chunks, { [TRAILER]: checksum });
    const put = await s3('PUT', '/box/a', { body, headers: headersFor(data) });
    expect(put).toMatchObject({ status: 200, headers: { [TRAILER]: checksum } });
    const got = await s3('GET', '/box/a');
    expect(got.body.equals(data)).toBe(true);
    expect(got.headers).not.toHaveProperty('content-encoding');
  });

  it('may have a signature with each chunk, and an encoding of its own', async () => {
    const { s3 } = await startWithBucket();
    const trailers = { [TRAILER]: checksum, 'x-amz-trailer-signature': '00' };
    const body = chunked(chunks, trailers, `;chunk-signature=${'0'.repeat(64)}`);
    const headers = {
      ...headersFor(data, 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER'),
      'content-encoding': 'gzip,aws-chunked',
    };
    expect((await s3('PUT', '/box/a', { body, headers })).status).toBe(200);
    const got = await s3('GET', '/box/a');
    expect(got.body.equals(data)).toBe(true);
    expect(got.headers['content-encoding']).toBe('gzip');
  });

  it.each([
    ['a checksum of something else', chunked(chunks, { [TRAILER]: 'AAAAAA==' }), 'BadDigest'],
    ['an end before its last chunk', chunked(chunks, {}).subarray(0, 65_600), 'IncompleteBody'],
    ['a chunk without its end', Buffer.from('5\r\nab\r\n0\r\n\r\n'), 'IncompleteBody'],
    ['a length that is none', Buffer.from('zz\r\nab\r\n0\r\n\r\n'), 'IncompleteBody'],
    ['fewer bytes than promised', chunked(chunks.slice(1), {}), 'IncompleteBody'],
    ['nothing', Buffer.alloc(0), 'IncompleteBody'],
  ])('is refused with %s', async (_, body, code) => {
    const { s3 } = await startWithBucket();
    const put = await s3('PUT', '/box/a', { body, headers: headersFor(data) });
    expect([put.status, put.xml('Code')]).toEqual([400, code]);
    expect((await s3('GET', '/box/a')).status).toBe(404);
  });
});

it('whatever is chunked in whatever cuts comes out whole', () => {
  const chunk = fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(fc.array(chunk), (chunks) => {
      const { data, trailers } = decodeAwsChunked(chunked(chunks, { 'X-Amz-Checksum-Crc32': ' abc= ' }));
      expect(data.equals(Buffer.concat(chunks))).toBe(true);
      expect([...trailers]).toEqual([[TRAILER, 'abc=']]);
    }),
  );
});
