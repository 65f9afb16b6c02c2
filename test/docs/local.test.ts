import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sharedHarness } from '../embedded/services/harness.ts';
import { s3At } from '../localstack/s3/s3-client.ts';
import { tableRows } from './markdown.ts';

/** How a service is told which operation is meant: by its prefix in X-Amz-Target, or by the scope of the signature. */
const PROTOCOLS: Readonly<Record<string, { readonly target?: string; readonly scope?: string }>> = {
  Kinesis: { target: 'Kinesis_20131202' },
  DynamoDB: { target: 'DynamoDB_20120810' },
  SQS: { target: 'AmazonSQS' },
  Glue: { target: 'AWSGlue' },
  CloudWatch: { target: 'GraniteServiceVersion20100801' },
  CloudFormation: { scope: 'cloudformation' },
  STS: { scope: 'sts' },
};

/** S3 is told by method and path. In an order in which each finds what it needs. */
const S3_REQUESTS: Readonly<Record<string, readonly [method: string, path: string]>> = {
  CreateBucket: ['PUT', '/docs'],
  HeadBucket: ['HEAD', '/docs'],
  ListBuckets: ['GET', '/'],
  PutObject: ['PUT', '/docs/key'],
  GetObject: ['GET', '/docs/key'],
  HeadObject: ['HEAD', '/docs/key'],
  ListObjectsV2: ['GET', '/docs?list-type=2'],
  DeleteObject: ['DELETE', '/docs/key'],
  DeleteObjects: ['POST', '/docs?delete'],
  DeleteBucket: ['DELETE', '/docs'],
};
const DELETION = '<Delete><Object><Key>key</Key></Object></Delete>';

describe('the operations that docs/local.md lists', () => {
  const harness = sharedHarness();
  const rows = tableRows('docs/local.md', 'service');

  /** Calls an operation without any input and returns what was said. */
  async function call(service: string, operation: string): Promise<string> {
    const { target, scope } = PROTOCOLS[service] ?? {};
    const request = target
      ? {
          headers: { 'x-amz-target': `${target}.${operation}`, 'content-type': 'application/x-amz-json-1.0' },
          body: '{}',
        }
      : {
          headers: {
            authorization: `AWS4-HMAC-SHA256 Credential=local/20261122/us-east-1/${scope}/aws4_request`,
            'content-type': 'application/x-www-form-urlencoded',
          },
          body: `Action=${operation}`,
        };
    const response = await fetch(harness().endpoint, { method: 'POST', ...request });
    return response.text();
  }

  const ofS3 = ([service]: readonly string[]) => service === 'S3';

  it('are answered by S3', async () => {
    const listed = rows.find(ofS3)?.[1]?.split(', ') ?? [];
    expect([...listed].sort()).toEqual(Object.keys(S3_REQUESTS).sort());
    const s3 = s3At(harness().endpoint);
    for (const [name, [method, path]] of Object.entries(S3_REQUESTS)) {
      const body = name === 'DeleteObjects' ? DELETION : '';
      const headers = { 'content-md5': createHash('md5').update(body).digest('base64') };
      expect([name, (await s3(method, path, { body, headers })).status]).toEqual([name, expect.toBeOneOf([200, 204])]);
    }
  });

  it.each(rows.filter((row) => !ofS3(row)))('are answered by %s', async (service = '', operations = '') => {
    const unknown = await call(service, 'NoSuchOperation');
    expect(unknown).toContain('NoSuchOperation');
    const names = operations.split(', ').filter((name) => name !== 'tags');
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      const answer = await call(service, name);
      expect({ name, isKnown: !answer.includes('UnknownOperation') && !answer.includes('InvalidAction') }).toEqual({
        name,
        isKnown: true,
      });
    }
    expect(unknown).toMatch(/UnknownOperation|InvalidAction/);
  });
});
