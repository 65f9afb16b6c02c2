import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { crc32, crc32c, crc64nvme } from '../../../localstack/embedded/s3/crc.ts';
import { startWithBucket } from './start-s3.ts';

const DIGITS = Buffer.from('123456789');
/** The check values of the algorithms' catalogue entries, and of the digests' standards. */
const CHECKSUMS = {
  crc32: Buffer.from('cbf43926', 'hex'),
  crc32c: Buffer.from('e3069283', 'hex'),
  crc64nvme: Buffer.from('ae8b14860a799888', 'hex'),
  sha1: createHash('sha1').update(DIGITS).digest(),
  sha256: createHash('sha256').update(DIGITS).digest(),
};

it('the checks have the values of their catalogue', () => {
  expect(crc32(DIGITS)).toEqual(CHECKSUMS.crc32);
  expect(crc32c(DIGITS)).toEqual(CHECKSUMS.crc32c);
  expect(crc64nvme(DIGITS)).toEqual(CHECKSUMS.crc64nvme);
});

describe.each(Object.entries(CHECKSUMS))('a checksum %s', (name, digest) => {
  const header = `x-amz-checksum-${name}`;
  const value = digest.toString('base64');

  it('is verified, kept, and returned to those who ask for it', async () => {
    const { s3 } = await startWithBucket();
    const put = await s3('PUT', '/box/a', { body: DIGITS, headers: { [header]: value } });
    expect(put).toMatchObject({ status: 200, headers: { [header]: value, 'x-amz-checksum-type': 'FULL_OBJECT' } });
    const mode = { 'x-amz-checksum-mode': 'ENABLED' };
    expect((await s3('GET', '/box/a', { headers: mode })).headers[header]).toBe(value);
    expect((await s3('HEAD', '/box/a', { headers: mode })).headers[header]).toBe(value);
    expect((await s3('GET', '/box/a')).headers).not.toHaveProperty(header);
    // A client that verifies what it gets would fail on a part.
    expect((await s3('GET', '/box/a', { headers: { ...mode, range: 'bytes=0-1' } })).headers).not.toHaveProperty(
      header,
    );
    expect((await s3('GET', '/box?list-type=2')).xml('ChecksumAlgorithm')).toBe(name.toUpperCase());
  });

  it('that does not match refuses the object', async () => {
    const { s3 } = await startWithBucket();
    const put = await s3('PUT', '/box/a', { body: '123456780', headers: { [header]: value } });
    expect([put.status, put.xml('Code')]).toEqual([400, 'BadDigest']);
    expect((await s3('GET', '/box/a')).status).toBe(404);
  });
});

describe('a digest of the request', () => {
  it.each([
    ['content-md5', createHash('md5').update(DIGITS).digest('base64'), 'BadDigest'],
    ['x-amz-content-sha256', CHECKSUMS.sha256.toString('hex'), 'XAmzContentSHA256Mismatch'],
  ])('%s is verified', async (header, value, code) => {
    const { s3 } = await startWithBucket();
    const put = (body: string) => s3('PUT', '/box/a', { body, headers: { [header]: value } });
    expect((await put('123456789')).status).toBe(200);
    expect((await put('123456780')).xml('Code')).toBe(code);
  });

  it('that says that nothing was hashed is none', async () => {
    const { s3 } = await startWithBucket();
    const headers = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
    expect((await s3('PUT', '/box/a', { body: 'x', headers })).status).toBe(200);
  });
});

it('two checksums at once are refused', async () => {
  const { s3 } = await startWithBucket();
  const headers = { 'x-amz-checksum-crc32': 'y/Q5Jg==', 'x-amz-checksum-crc32c': '4waSgw==' };
  expect((await s3('PUT', '/box/a', { body: DIGITS, headers })).xml('Code')).toBe('InvalidRequest');
});
