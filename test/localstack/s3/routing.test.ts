import { ListStreamsCommand } from '@aws-sdk/client-kinesis';
import { describe, expect, it } from 'vitest';
import { addressOf, isS3Host } from '../../../localstack/embedded/s3/address.ts';
import { sharedHarness } from '../../embedded/services/harness.ts';
import { s3At } from './s3-client.ts';
import { startWithBucket } from './start-s3.ts';

const harness = sharedHarness();

describe('bucket and key', () => {
  it.each([
    ['127.0.0.1:4566', '/', {}],
    ['127.0.0.1:4566', '/box', { bucket: 'box' }],
    ['127.0.0.1:4566', '/box/', { bucket: 'box' }],
    ['127.0.0.1:4566', '/box/a/b', { bucket: 'box', key: 'a/b' }],
    ['localhost:4566', '/box/a', { bucket: 'box', key: 'a' }],
    ['s3.localhost:4566', '/box/a', { bucket: 'box', key: 'a' }],
    ['box.localhost:4566', '/a/b', { bucket: 'box', key: 'a/b' }],
    ['my.box.localhost', '/', { bucket: 'my.box' }],
    ['box.s3.localhost:4566', '/a', { bucket: 'box', key: 'a' }],
    ['box.s3.localhost.localstack.cloud:4566', '/a', { bucket: 'box', key: 'a' }],
    ['s3.us-east-1.amazonaws.com', '/box/a', { bucket: 'box', key: 'a' }],
    ['my.box.s3.eu-central-1.amazonaws.com', '/a', { bucket: 'my.box', key: 'a' }],
    ['Box.S3.amazonaws.com', '/A', { bucket: 'box', key: 'A' }],
    ['127.0.0.1', '/box/%2Fa%20b+c', { bucket: 'box', key: '/a b+c' }],
  ])('at %s, %s are %j', (host, path, address) => {
    expect(addressOf(host, path)).toEqual(address);
  });

  it('that cannot be decoded are an InvalidURI', async () => {
    const { s3 } = await startWithBucket();
    expect((await s3('GET', '/box/%ff')).xml('Code')).toBe('InvalidURI');
  });
});

it.each([
  ['s3.localhost:1', true],
  ['box.localhost', true],
  ['box.s3.amazonaws.com', true],
  ['localhost:4566', false],
  ['127.0.0.1:4566', false],
  ['kinesis.us-east-1.amazonaws.com', false],
])('the host %s is one of S3: %s', (host, expected) => {
  expect(isS3Host(host)).toBe(expected);
});

describe('one endpoint', () => {
  it('takes a bucket in the host as in the path', async () => {
    const { s3 } = await startWithBucket();
    const host = 'box.s3.localhost:4566';
    await s3('PUT', '/a', { body: 'x', headers: { host } });
    expect((await s3('GET', '/box/a')).text).toBe('x');
    expect((await s3('GET', '/?list-type=2', { headers: { host } })).all('Key')).toEqual(['a']);
  });

  it('knows a presigned URL by its query, of either version, and an unsigned request by its host', async () => {
    const { s3, endpoint } = await startWithBucket();
    await s3('PUT', '/box/a', { body: 'x' });
    const scope = encodeURIComponent('local/20260101/us-east-1/s3/aws4_request');
    const v4 = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${scope}&X-Amz-Expires=900&X-Amz-Signature=0`;
    expect(await (await fetch(`${endpoint}/box/a?${v4}`)).text()).toBe('x');
    expect(await (await fetch(`${endpoint}/box/a?AWSAccessKeyId=local&Signature=0&Expires=1`)).text()).toBe('x');
    const unsigned = { authorization: '', host: 's3.localhost' };
    expect((await s3('GET', '/box/a', { headers: unsigned })).text).toBe('x');
    expect((await fetch(`${endpoint}/box/a`)).status).toBe(403);
  });

  it('serves the other services beside it', async () => {
    const s3 = s3At(harness().endpoint);
    expect((await s3('PUT', '/beside')).status).toBe(200);
    expect(await harness().kinesis.send(new ListStreamsCommand())).toMatchObject({ StreamNames: [] });
    expect((await fetch(`${harness().endpoint}/_millrace/consumed`)).status).toBe(200);
  });
});
