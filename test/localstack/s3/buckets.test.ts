import { describe, expect, it } from 'vitest';
import { steppedClock } from '../../embedded/services/harness.ts';
import { startS3, startWithBucket } from './start-s3.ts';

const located = (constraint: string) =>
  `<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LocationConstraint>${constraint}</LocationConstraint></CreateBucketConfiguration>`;

describe('a bucket', () => {
  it('is created, listed and deleted', async () => {
    const clock = steppedClock(Date.UTC(2026, 0, 2, 3, 4, 5));
    const { s3 } = await startS3({ clock: clock.now });
    expect((await s3('HEAD', '/first')).status).toBe(404);
    expect(await s3('PUT', '/second')).toMatchObject({ status: 200, headers: { location: '/second' } });
    await s3('PUT', '/first');
    expect(await s3('HEAD', '/first')).toMatchObject({ status: 200, headers: { 'x-amz-bucket-region': 'us-east-1' } });
    const listed = await s3('GET', '/');
    expect(listed.all('Name')).toEqual(['first', 'second']);
    expect(listed.all('CreationDate')).toEqual(['2026-01-02T03:04:05.000Z', '2026-01-02T03:04:05.000Z']);
    expect((await s3('DELETE', '/first')).status).toBe(204);
    expect((await s3('GET', '/')).all('Name')).toEqual(['second']);
    expect((await s3('DELETE', '/first')).xml('Code')).toBe('NoSuchBucket');
  });

  it('goes only when it is empty', async () => {
    const { s3 } = await startWithBucket();
    await s3('PUT', '/box/a', { body: 'x' });
    const refused = await s3('DELETE', '/box');
    expect([refused.status, refused.xml('Code')]).toEqual([409, 'BucketNotEmpty']);
    await s3('DELETE', '/box/a');
    expect((await s3('DELETE', '/box')).status).toBe(204);
  });

  it('created again is as before in us-east-1, and an error elsewhere', async () => {
    const { s3 } = await startWithBucket();
    await s3('PUT', '/box/a', { body: 'x' });
    expect((await s3('PUT', '/box')).status).toBe(200);
    expect((await s3('GET', '/box/a')).text).toBe('x');

    const frankfurt = await startS3({ region: 'eu-central-1' });
    const create = () => frankfurt.s3('PUT', '/box', { body: located('eu-central-1') });
    expect((await create()).status).toBe(200);
    const again = await create();
    expect([again.status, again.xml('Code'), again.xml('BucketName')]).toEqual([409, 'BucketAlreadyOwnedByYou', 'box']);
  });

  it('is where the endpoint is', async () => {
    const { s3 } = await startS3({ region: 'eu-central-1' });
    const codeOf = async (body: string) => (await s3('PUT', '/box', { body })).xml('Code');
    expect(await codeOf('')).toBe('IllegalLocationConstraintException');
    expect(await codeOf(located('eu-west-1'))).toBe('IllegalLocationConstraintException');
    expect(await codeOf('<CreateBucketConfiguration>')).toBe('MalformedXML');
  });

  it.each(['ab', 'Upper', 'under_score', '-start', 'end-', 'two..dots', '192.168.0.1', 'x'.repeat(64)])(
    'is not called %s',
    async (name) => {
      const { s3 } = await startS3();
      expect((await s3('PUT', `/${name}`)).xml('Code')).toBe('InvalidBucketName');
    },
  );

  it.each(['abc', 'a.b-c', '0digits9', 'x'.repeat(63)])('may be called %s', async (name) => {
    const { s3 } = await startS3();
    expect((await s3('PUT', `/${name}`)).status).toBe(200);
  });
});
