import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { steppedClock } from '../../embedded/services/harness.ts';
import { startWithBucket } from './start-s3.ts';

const etagOf = (body: string | Buffer) => `"${createHash('md5').update(body).digest('hex')}"`;

describe('an object', () => {
  it('comes back byte for byte, with its headers', async () => {
    const clock = steppedClock(Date.UTC(2026, 0, 2, 3, 4, 5, 678));
    const { s3 } = await startWithBucket({ clock: clock.now });
    const body = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const headers = {
      'content-type': 'application/avro',
      'cache-control': 'no-store',
      'content-encoding': 'gzip',
      'x-amz-meta-lane': 'shard 7',
    };
    const put = await s3('PUT', '/box/letters/one', { headers, body });
    expect(put).toMatchObject({ status: 200, text: '', headers: { etag: etagOf(body) } });
    const kept = {
      ...headers,
      etag: etagOf(body),
      'content-length': '256',
      'last-modified': 'Fri, 02 Jan 2026 03:04:05 GMT',
      'accept-ranges': 'bytes',
    };
    const got = await s3('GET', '/box/letters/one');
    expect(got).toMatchObject({ status: 200, headers: kept });
    expect(got.body.equals(body)).toBe(true);
    expect(await s3('HEAD', '/box/letters/one')).toMatchObject({ status: 200, headers: kept, text: '' });
  });

  it('is of type binary/octet-stream unless told otherwise, and may be empty', async () => {
    const { s3 } = await startWithBucket();
    await s3('PUT', '/box/empty');
    const got = await s3('GET', '/box/empty');
    expect(got).toMatchObject({ status: 200, text: '', headers: { 'content-length': '0' } });
    expect(got.headers['content-type']).toBe('binary/octet-stream');
  });

  it('is replaced by a later put, and gone after a delete, which may be repeated', async () => {
    const { s3 } = await startWithBucket();
    await s3('PUT', '/box/a', { body: 'first', headers: { 'x-amz-meta-a': '1' } });
    await s3('PUT', '/box/a', { body: 'second' });
    const got = await s3('GET', '/box/a');
    expect(got.text).toBe('second');
    expect(got.headers).not.toHaveProperty('x-amz-meta-a');
    expect((await s3('DELETE', '/box/a')).status).toBe(204);
    expect((await s3('DELETE', '/box/a')).status).toBe(204);
    expect((await s3('GET', '/box/a')).status).toBe(404);
  });

  it.each(['a b+c%', 'ä/é', '../up', 'double//slash', '/leading', 'trailing/', '\u{1f600}', '<&>"'])(
    'may have the key %j',
    async (key) => {
      const { s3 } = await startWithBucket();
      const path = `/box/${encodeURIComponent(key).replaceAll('%2F', '/')}`;
      await s3('PUT', path, { body: key });
      expect((await s3('GET', path)).text).toBe(key);
      expect((await s3('GET', '/box?list-type=2&encoding-type=url')).all('Key').map(decode)).toEqual([key]);
    },
  );

  it('has a key of at most 1,024 bytes', async () => {
    const { s3 } = await startWithBucket();
    expect((await s3('PUT', `/box/${'k'.repeat(1_024)}`)).status).toBe(200);
    const tooLong = await s3('PUT', `/box/${'k'.repeat(1_025)}`);
    expect([tooLong.status, tooLong.xml('Code')]).toEqual([400, 'KeyTooLongError']);
  });

  it('may be 64 MiB large, no larger', async () => {
    const { s3 } = await startWithBucket();
    const body = Buffer.alloc(64 * 1_048_576 + 1, 'x');
    expect((await s3('PUT', '/box/large', { body: body.subarray(1) })).status).toBe(200);
    expect((await s3('HEAD', '/box/large')).headers['content-length']).toBe('67108864');
    const tooLarge = await s3('PUT', '/box/large', { body });
    expect([tooLarge.status, tooLarge.xml('Code')]).toEqual([400, 'EntityTooLarge']);
  });

  it('takes headers from the query of a get', async () => {
    const { s3 } = await startWithBucket();
    await s3('PUT', '/box/a', { body: 'x' });
    const got = await s3('GET', '/box/a?response-content-type=text%2Fcsv&x-id=GetObject');
    expect(got.headers['content-type']).toBe('text/csv');
  });
});

const decode = (text: string) => decodeURIComponent(text.replaceAll('+', '%20'));

describe('a range', () => {
  it.each([
    ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
    ['bytes=8-', 206, '89', 'bytes 8-9/10'],
    ['bytes=8-99', 206, '89', 'bytes 8-9/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=-99', 206, '0123456789', 'bytes 0-9/10'],
    ['bytes=3-2', 200, '0123456789', undefined],
    ['bytes=0-1,4-5', 200, '0123456789', undefined],
    ['lines=1-2', 200, '0123456789', undefined],
  ])('%s is %i %s', async (range, status, text, contentRange) => {
    const { s3 } = await startWithBucket();
    await s3('PUT', '/box/a', { body: '0123456789' });
    const got = await s3('GET', '/box/a', { headers: { range } });
    expect([got.status, got.text, got.headers['content-range']]).toEqual([status, text, contentRange]);
    const head = await s3('HEAD', '/box/a', { headers: { range } });
    expect([head.status, head.headers['content-length']]).toEqual([status, String(text.length)]);
  });

  it.each(['bytes=10-', 'bytes=-0'])('%s of 10 bytes cannot be had', async (range) => {
    const { s3 } = await startWithBucket();
    await s3('PUT', '/box/a', { body: '0123456789' });
    const got = await s3('GET', '/box/a', { headers: { range } });
    expect([got.status, got.xml('Code'), got.xml('ActualObjectSize')]).toEqual([416, 'InvalidRange', '10']);
  });
});

describe('what is not there', () => {
  it('is NoSuchKey or NoSuchBucket, in XML; a HEAD has no body', async () => {
    const { s3, log } = await startWithBucket();
    const noKey = await s3('GET', '/box/none');
    expect([noKey.status, noKey.headers['content-type']]).toEqual([404, 'application/xml']);
    expect(noKey.text).toMatch(
      /^<\?xml version="1\.0"\?><Error><Code>NoSuchKey<\/Code><Message>The specified key does not exist\.<\/Message><Key>none<\/Key><RequestId>[^<]+<\/RequestId><\/Error>$/,
    );
    expect(await s3('HEAD', '/box/none')).toMatchObject({ status: 404, text: '' });
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const noBucket = await s3(method, '/nowhere/a');
      expect([noBucket.status, noBucket.xml('Code'), noBucket.xml('BucketName')]).toEqual([
        404,
        'NoSuchBucket',
        'nowhere',
      ]);
    }
    expect(log).toEqual([]);
  });
});

describe('what the local S3 does not have', () => {
  it.each([
    ['POST', '/box/a?uploads', {}],
    ['PUT', '/box/a?partNumber=1&uploadId=x', {}],
    ['GET', '/box/a?versionId=1', {}],
    ['GET', '/box/a?tagging', {}],
    ['GET', '/box?versioning', {}],
    ['GET', '/box', {}],
    ['PUT', '/box?policy', {}],
    ['POST', '/box?restore', {}],
    ['GET', '/?max-buckets=1', {}],
    ['PUT', '/box/b', { 'x-amz-copy-source': '/box/a' }],
    ['PUT', '/box/b', { 'x-amz-tagging': 'a=b' }],
    ['PUT', '/box/b', { 'if-none-match': '"abc"' }],
    ['DELETE', '/box/a', { 'if-match': '"abc"' }],
  ])('%s %s with %j is a 501 that says so, never a silent success', async (method, path, headers) => {
    const { s3, log } = await startWithBucket();
    await s3('PUT', '/box/a', { body: 'x' });
    const answer = await s3(method, path, { headers });
    expect([answer.status, answer.xml('Code')]).toEqual([501, 'NotImplemented']);
    expect((await s3('GET', '/box?list-type=2')).all('Key')).toEqual(['a']);
    expect(log).toEqual([]);
  });

  it('another method is a 405, and a bucket of another account is none of ours', async () => {
    const { s3 } = await startWithBucket();
    expect((await s3('PATCH', '/box/a')).xml('Code')).toBe('MethodNotAllowed');
    const owned = (owner: string) => s3('PUT', '/box/a', { headers: { 'x-amz-expected-bucket-owner': owner } });
    expect((await owned('111111111111')).xml('Code')).toBe('AccessDenied');
    expect((await owned('000000000000')).status).toBe(200);
  });
});
