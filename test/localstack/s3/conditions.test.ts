import { describe, expect, it } from 'vitest';
import { steppedClock, withDirectory } from '../../embedded/services/harness.ts';
import { startWithBucket } from './start-s3.ts';

describe('a put', () => {
  it.each(['in memory', 'with a data directory'])('with If-None-Match: * happens once, whoever is first, %s', (where) =>
    withDirectory(async (dataDir) => {
      const { s3, stop } = await startWithBucket(where === 'in memory' ? {} : { dataDir });
      const answers = await Promise.all(
        ['a', 'b', 'c', 'd'].map((body) => s3('PUT', '/box/once', { body, headers: { 'if-none-match': '*' } })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
      const winner = answers.findIndex(({ status }) => status === 200);
      expect((await s3('GET', '/box/once')).text).toBe('abcd'.charAt(winner));
      const refused = answers.find(({ status }) => status === 412);
      expect(refused?.xml('Code')).toBe('PreconditionFailed');
      expect(refused?.xml('Condition')).toBe('If-None-Match');
      await s3('DELETE', '/box/once');
      expect((await s3('PUT', '/box/once', { headers: { 'if-none-match': '*' } })).status).toBe(200);
      await stop();
    }),
  );

  it('with If-Match replaces that very object', async () => {
    const { s3 } = await startWithBucket();
    const ifMatch = (etag = '') => s3('PUT', '/box/a', { body: 'new', headers: { 'if-match': etag } });
    expect((await ifMatch('"x"')).xml('Code')).toBe('NoSuchKey');
    const { headers } = await s3('PUT', '/box/a', { body: 'old' });
    expect((await ifMatch('"x"')).status).toBe(412);
    expect((await ifMatch(headers.etag)).status).toBe(200);
    expect((await s3('GET', '/box/a')).text).toBe('new');
  });
});

describe('a get', () => {
  it('answers by what the reader has already', async () => {
    const clock = steppedClock(Date.UTC(2026, 0, 1, 12, 0, 0, 500));
    const { s3 } = await startWithBucket({ clock: clock.now });
    const { etag = '' } = (await s3('PUT', '/box/a', { body: 'x' })).headers;
    const statusOf = async (headers: Record<string, string>) => (await s3('GET', '/box/a', { headers })).status;
    const noon = 'Thu, 01 Jan 2026 12:00:00 GMT';
    const before = 'Thu, 01 Jan 2026 11:59:59 GMT';
    expect(await statusOf({ 'if-none-match': etag })).toBe(304);
    expect(await statusOf({ 'if-none-match': `"x", ${etag}` })).toBe(304);
    expect(await statusOf({ 'if-none-match': '"x"' })).toBe(200);
    expect(await statusOf({ 'if-match': etag })).toBe(200);
    expect(await statusOf({ 'if-match': '"x"' })).toBe(412);
    expect(await statusOf({ 'if-modified-since': noon })).toBe(304);
    expect(await statusOf({ 'if-modified-since': before })).toBe(200);
    expect(await statusOf({ 'if-unmodified-since': noon })).toBe(200);
    expect(await statusOf({ 'if-unmodified-since': before })).toBe(412);
    // The tag tells more than the time (RFC 9110, 13.2.2).
    expect(await statusOf({ 'if-match': etag, 'if-unmodified-since': before })).toBe(200);
    expect(await statusOf({ 'if-none-match': '"x"', 'if-modified-since': noon })).toBe(200);
  });
});
