import { describe, expect, it } from 'vitest';
import { sharedHarness } from '../embedded/services/harness.ts';
import { tableRows } from './markdown.ts';

/** How a service is told which operation is meant: by its prefix in X-Amz-Target, or by the scope of the signature. */
const PROTOCOLS: Readonly<Record<string, { readonly target?: string; readonly scope?: string }>> = {
  Kinesis: { target: 'Kinesis_20131202' },
  DynamoDB: { target: 'DynamoDB_20120810' },
  SQS: { target: 'AmazonSQS' },
  Glue: { target: 'AWSGlue' },
  CloudFormation: { scope: 'cloudformation' },
  STS: { scope: 'sts' },
};

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

  it.each(rows)('are answered by %s', async (service = '', operations = '') => {
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
