import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { steppedClock } from '../../embedded/services/harness.ts';
import { startS3, startWithBucket } from './start-s3.ts';

const KEYS = ['a', 'b/1', 'b/2', 'b/c/3', 'd', 'e/4'];

async function withKeys(keys: readonly string[] = KEYS) {
  const clock = steppedClock(Date.UTC(2026, 0, 2, 3, 4, 5, 678));
  const { s3 } = await startWithBucket({ clock: clock.now });
  for (const key of keys) await s3('PUT', `/box/${encodeURIComponent(key)}`, { body: key });
  const list = (query = '') => s3('GET', `/box?list-type=2&${query}`);
  return { s3, list };
}

describe('ListObjectsV2', () => {
  it('tells key, size, tag and time of each object, in order of keys', async () => {
    const { list } = await withKeys(['b', 'a']);
    const listed = await list('fetch-owner=true');
    expect(listed.text).toContain('<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>box</Name>');
    expect(listed.all('Key')).toEqual(['a', 'b']);
    expect(listed.text).toContain(
      '<Contents><Key>a</Key><LastModified>2026-01-02T03:04:05.678Z</LastModified>' +
        '<ETag>&#34;0cc175b9c0f1b6a831c399e269772661&#34;</ETag><Size>1</Size>' +
        '<Owner><ID>000000000000</ID></Owner><StorageClass>STANDARD</StorageClass></Contents>',
    );
    expect([listed.xml('KeyCount'), listed.xml('MaxKeys'), listed.xml('IsTruncated')]).toEqual(['2', '1000', 'false']);
  });

  it.each([
    ['prefix=b%2F', ['b/1', 'b/2', 'b/c/3'], []],
    ['prefix=none', [], []],
    ['delimiter=%2F', ['a', 'd'], ['b/', 'e/']],
    ['delimiter=%2F&prefix=b%2F', ['b/1', 'b/2'], ['b/c/']],
    ['delimiter=%2F&prefix=b', [], ['b/']],
    ['start-after=b%2F1', ['b/2', 'b/c/3', 'd', 'e/4'], []],
    ['start-after=b%2F1&prefix=b%2F', ['b/2', 'b/c/3'], []],
    ['max-keys=2', ['a', 'b/1'], []],
    ['max-keys=0', [], []],
    ['max-keys=5000&prefix=d', ['d'], []],
  ])('with %s gives keys %j and common prefixes %j', async (query, keys, prefixes) => {
    const { list } = await withKeys();
    const listed = await list(query);
    expect(listed.all('Key')).toEqual(keys);
    expect(listed.text.match(/<CommonPrefixes>.*?<\/CommonPrefixes>/g) ?? []).toEqual(
      prefixes.map((prefix) => `<CommonPrefixes><Prefix>${prefix}</Prefix></CommonPrefixes>`),
    );
    expect(listed.xml('KeyCount')).toBe(String(keys.length + prefixes.length));
  });

  it('goes on with its token, common prefixes counted and told once', async () => {
    const { list } = await withKeys();
    const pages: string[][] = [];
    for (let token: string | undefined = ''; token !== undefined; ) {
      const page = await list(`delimiter=%2F&max-keys=1${token === '' ? '' : `&continuation-token=${token}`}`);
      pages.push([...page.all('Key'), ...page.all('Prefix').filter((prefix) => prefix !== '')]);
      token = page.xml('NextContinuationToken');
      expect(page.xml('IsTruncated')).toBe(String(token !== undefined));
    }
    expect(pages).toEqual([['a'], ['b/'], ['d'], ['e/']]);
  });

  it('orders keys by their UTF-8 bytes', async () => {
    const { list } = await withKeys(['\u{1f600}', '\uffee', 'é', 'z', 'Z']);
    expect((await list('encoding-type=url')).all('Key').map(decodeURIComponent)).toEqual([
      'Z',
      'z',
      'é',
      '\uffee',
      '\u{1f600}',
    ]);
  });

  it('encodes keys on request, as a form does but for slashes', async () => {
    const { list } = await withKeys(['a b/c+d&<é>']);
    const listed = await list('encoding-type=url&prefix=a%20b');
    expect(listed.xml('Key')).toBe('a+b/c%2Bd%26%3C%C3%A9%3E');
    expect(listed.xml('Prefix')).toBe('a+b');
    expect((await list()).xml('Key')).toBe('a b/c+d&#38;&#60;é&#62;');
  });

  it('follows what is put and deleted', async () => {
    const { s3, list } = await withKeys();
    await s3('DELETE', '/box/b/1');
    await s3('PUT', '/box/b/0');
    expect((await list('prefix=b%2F')).all('Key')).toEqual(['b/0', 'b/2', 'b/c/3']);
  });

  it.each([
    ['max-keys=-1', 'InvalidArgument'],
    ['max-keys=many', 'InvalidArgument'],
    ['continuation-token=nonsense', 'InvalidArgument'],
  ])('refuses %s', async (query, code) => {
    const { list } = await withKeys([]);
    expect((await list(query)).xml('Code')).toBe(code);
  });

  it('of no bucket is NoSuchBucket', async () => {
    const { s3 } = await startS3();
    expect((await s3('GET', '/nowhere?list-type=2')).xml('Code')).toBe('NoSuchBucket');
  });
});

describe('DeleteObjects', () => {
  const request = (keys: readonly string[], more = '') =>
    `<?xml version="1.0" encoding="UTF-8"?><Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${more}${keys
      .map((key) => `<Object><Key>${key}</Key></Object>`)
      .join('')}</Delete>`;
  const MD5 = (text: string) => ({ 'content-md5': createHash('md5').update(text).digest('base64') });

  it('deletes what it names, there or not', async () => {
    const { s3, list } = await withKeys(['a', 'b', 'x&y']);
    const body = request(['a', 'x&amp;y', 'none']);
    const deleted = await s3('POST', '/box?delete', { body, headers: MD5(body) });
    expect(deleted.status).toBe(200);
    expect(deleted.all('Key')).toEqual(['a', 'x&#38;y', 'none']);
    expect((await list()).all('Key')).toEqual(['b']);
  });

  it('tells nothing when asked to be quiet', async () => {
    const { s3, list } = await withKeys(['a']);
    const body = request(['a'], '<Quiet>true</Quiet>');
    expect((await s3('POST', '/box?delete', { body, headers: MD5(body) })).all('Key')).toEqual([]);
    expect((await list()).all('Key')).toEqual([]);
  });

  it.each([
    ['no digest', request(['a']), 'InvalidRequest'],
    ['no XML', 'delete a', 'MalformedXML'],
    ['nothing to delete', request([]), 'MalformedXML'],
    ['another document', '<Other><Object><Key>a</Key></Object></Other>', 'MalformedXML'],
    ['more than 1,000 keys', request(Array.from({ length: 1_001 }, (_, index) => `k${index}`)), 'MalformedXML'],
    ['a version', '<Delete><Object><Key>a</Key><VersionId>1</VersionId></Object></Delete>', 'NotImplemented'],
  ])('is refused with %s', async (problem, body, code) => {
    const { s3, list } = await withKeys(['a']);
    const headers = problem === 'no digest' ? {} : MD5(body);
    expect((await s3('POST', '/box?delete', { body, headers })).xml('Code')).toBe(code);
    expect((await list()).all('Key')).toEqual(['a']);
  });
});
