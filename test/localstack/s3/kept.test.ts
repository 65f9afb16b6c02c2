import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openFileBodyStore } from '../../../localstack/embedded/s3/body-store.ts';
import { withDirectory } from '../../embedded/services/harness.ts';
import { startS3, startWithBucket } from './start-s3.ts';

const LARGE = Buffer.alloc(3_000_000, 'x');

describe('with a data directory', () => {
  it('a restart keeps buckets and objects, and what was deleted stays so', () =>
    withDirectory(async (dataDir) => {
      const first = await startWithBucket({ dataDir });
      const headers = { 'content-type': 'text/plain', 'x-amz-meta-a': '1', 'x-amz-checksum-crc32': 'y/Q5Jg==' };
      await first.s3('PUT', '/box/a', { body: '123456789', headers });
      await first.s3('PUT', '/box/large', { body: LARGE });
      await first.s3('PUT', '/box/gone', { body: 'x' });
      await first.s3('DELETE', '/box/gone');
      const before = await first.s3('HEAD', '/box/a');
      await first.stop();

      const second = await startS3({ dataDir });
      const got = await second.s3('GET', '/box/a', { headers: { 'x-amz-checksum-mode': 'ENABLED' } });
      expect(got.text).toBe('123456789');
      expect(got.headers).toMatchObject({
        ...headers,
        etag: before.headers.etag,
        'last-modified': before.headers['last-modified'],
      });
      expect((await second.s3('GET', '/box/large')).body.equals(LARGE)).toBe(true);
      const part = await second.s3('GET', '/box/large', { headers: { range: 'bytes=2999990-' } });
      expect(part.text).toBe('x'.repeat(10));
      expect((await second.s3('GET', '/box?list-type=2')).all('Key')).toEqual(['a', 'large']);
      expect((await second.s3('PUT', '/box/a', { headers: { 'if-none-match': '*' } })).status).toBe(412);
    }));

  it('bodies that nothing refers to do not stay', () =>
    withDirectory(async (dataDir) => {
      const files = () => readdirSync(join(dataDir, 's3'));
      const first = await startWithBucket({ dataDir });
      for (const body of ['one', 'two']) await first.s3('PUT', '/box/a', { body });
      await first.s3('PUT', '/box/a', { body: 'three', headers: { 'if-none-match': '*' } });
      await first.s3('PUT', '/box/b', { body: 'x' });
      await first.s3('DELETE', '/box/b');
      expect(files()).toHaveLength(1);
      await first.stop();
      // Of a process that died before it could tell of it.
      writeFileSync(join(dataDir, 's3', 'orphan'), 'x');
      const second = await startS3({ dataDir });
      expect(files()).toHaveLength(1);
      expect((await second.s3('GET', '/box/a')).text).toBe('two');
    }));

  it('what is being read stays readable to its end, though it is replaced or deleted meanwhile', () =>
    withDirectory(async (dataDir) => {
      const bodies = await openFileBodyStore(dataDir, new Set());
      await bodies.write('a', LARGE);
      const reading = bodies.read('a', { start: 0, end: LARGE.length });
      // At once, as no promise of another request could be any earlier.
      rmSync(join(dataDir, 'a'));
      expect((await reading).equals(LARGE)).toBe(true);
      await expect(bodies.read('a', { start: 0, end: 1 })).rejects.toThrow('ENOENT');
    }));
});
