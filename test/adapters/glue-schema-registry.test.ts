import { CreateSchemaCommand, RegisterSchemaVersionCommand } from '@aws-sdk/client-glue';
import { describe, expect, it } from 'vitest';
import { type GlueRequest, makeGlueRequest } from '../../src/adapters/aws/glue-request.ts';
import { makeGlueSchemaRegistry } from '../../src/adapters/aws/glue-schema-registry.ts';
import { RetryableError } from '../../src/ports/errors.ts';
import { PERSON, startGlue, WITH_AGE, WITH_NICKNAME } from '../localstack/glue/start-glue.ts';

const NOWHERE = '00000000-0000-4000-8000-000000000000';
const waits: number[] = [];

function registryOver(request: GlueRequest, waited = () => {}) {
  waits.length = 0;
  const after = async (delayMs: number) => {
    waits.push(delayMs);
    waited();
  };
  return makeGlueSchemaRegistry({ request, clock: { nowMs: () => 0, after }, random: () => 0.5 });
}

async function localRegistry() {
  const { glue, endpoint, outages } = await startGlue();
  const request = makeGlueRequest({ config: glue.config, fetch, endpoint });
  const { SchemaVersionId: first = '' } = await glue.send(
    new CreateSchemaCommand({
      SchemaName: 'person',
      DataFormat: 'AVRO',
      Compatibility: 'BACKWARD',
      SchemaDefinition: PERSON,
    }),
  );
  const register = async (SchemaDefinition: string) => {
    const SchemaId = { SchemaName: 'person', RegistryName: 'default-registry' };
    const command = new RegisterSchemaVersionCommand({ SchemaId, SchemaDefinition });
    return (await glue.send(command)).SchemaVersionId ?? '';
  };
  return { registry: registryOver(request), request, outages, first, register };
}

describe('Glue as schema registry', () => {
  it('gives a version by its id, by one signed request', async () => {
    const { registry, first, register } = await localRegistry();
    const second = await register(WITH_NICKNAME);
    const person = { registryName: 'default-registry', schemaName: 'person', format: 'AVRO' };
    expect(await registry.versionById(first)).toEqual({
      ...person,
      versionId: first,
      versionNumber: 1,
      definition: PERSON,
    });
    expect(await registry.versionById(second)).toEqual({
      ...person,
      versionId: second,
      versionNumber: 2,
      definition: WITH_NICKNAME,
    });
  });

  it('knows nothing of a version that is not there, and of one that was refused', async () => {
    const { registry, register } = await localRegistry();
    expect(await registry.versionById(NOWHERE)).toBeUndefined();
    expect(await registry.versionById(await register(WITH_AGE))).toBeUndefined();
  });

  it('tries again while the service is down or throttles, then says that it may be back', async () => {
    const { request, outages, first } = await localRegistry();
    let endsAfterWaits = 3;
    const registry = registryOver(request, () => {
      if (waits.length === endsAfterWaits) outages.end('glue');
    });
    outages.start('glue');
    expect(await registry.versionById(first)).toMatchObject({ schemaName: 'person' });
    expect(waits).toEqual([100, 200, 400]);
    waits.length = 0;
    endsAfterWaits = 99;
    outages.start('glue');
    await expect(registry.versionById(first)).rejects.toThrow(RetryableError);
    expect(waits).toHaveLength(3);
  });

  it.each([
    ['a throttle', Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' }), RetryableError],
    ['no answer in time', Object.assign(new Error('timed out'), { name: 'TimeoutError' }), RetryableError],
    ['no connection', new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }), RetryableError],
    ['a cut-off answer', new SyntaxError('Unexpected end of JSON input'), RetryableError],
    ['a missing permission', Object.assign(new Error('no'), { name: 'AccessDeniedException' }), /^no$/],
  ])('takes %s for what it is', async (_what, error, expected) => {
    await expect(registryOver(() => Promise.reject(error)).versionById(NOWHERE)).rejects.toThrow(expected);
  });

  it('crashes on an answer that Glue does not document', async () => {
    const request = async () => ({ Status: 'AVAILABLE', SchemaArn: 'arn:aws:glue:us-east-1:1:schema' });
    await expect(registryOver(request).versionById(NOWHERE)).rejects.toThrow(/in a form that is not known/);
  });
});

describe('a signed request', () => {
  const credentials = async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' });

  it.each([
    ['eu-west-1', 'https://glue.eu-west-1.amazonaws.com/'],
    ['cn-north-1', 'https://glue.cn-north-1.amazonaws.com.cn/'],
  ])('of region %s goes to %s, signed for Glue', async (region, url) => {
    const { glue } = await startGlue();
    const sent: [string, RequestInit | undefined][] = [];
    const record: typeof fetch = async (to, init) => {
      sent.push([String(to), init]);
      return new Response('{"Status":"AVAILABLE"}');
    };
    const config = { credentials, region: async () => region, sha256: glue.config.sha256 };
    await makeGlueRequest({ config, fetch: record })('GetSchemaVersion', { SchemaVersionId: NOWHERE });
    const [to, init] = sent[0] ?? [];
    expect(to).toBe(url);
    expect(init).toMatchObject({ method: 'POST', body: `{"SchemaVersionId":"${NOWHERE}"}` });
    expect(init?.headers).toMatchObject({
      'x-amz-target': 'AWSGlue.GetSchemaVersion',
      'x-amz-security-token': 'session',
      authorization: expect.stringMatching(new RegExp(`Credential=AKIDEXAMPLE/\\d{8}/${region}/glue/aws4_request`)),
    });
  });
});
