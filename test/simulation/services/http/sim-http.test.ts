import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { makeGlueRequest } from '../../../../src/adapters/aws/glue-request.ts';
import { makeGlueSchemaRegistry } from '../../../../src/adapters/aws/glue-schema-registry.ts';
import { makeS3Archive } from '../../../../src/adapters/aws/s3-archive.ts';
import { HttpAnswer } from './http-answer.ts';
import { SIGNING } from './signing.ts';
import type { HeldVersion } from './sim-glue.ts';
import { type HttpRequest, SimHttp, type SimHttpDeps } from './sim-http.ts';

const clock = { nowMs: () => 0, after: async () => {} };
const BUCKET = 'letters';
const PERSON: HeldVersion = {
  versionId: 'person/1',
  registryName: 'millrace-people',
  schemaName: 'person',
  versionNumber: 1,
  format: 'JSON',
  definition: '{}',
  status: 'AVAILABLE',
};

/** What was asked for stands in `requests`. */
function start(status: HeldVersion['status'] = 'AVAILABLE', deps: Partial<SimHttpDeps> = {}) {
  const versions = new Map([[PERSON.versionId, { ...PERSON, status }]]);
  const sim = new SimHttp({ versions: () => versions, ...deps });
  const requests: HttpRequest[] = [];
  const answers: HttpAnswer[] = [];
  const fetch: typeof globalThis.fetch = async (url, init) => {
    const request = sim.parse(url, init);
    requests.push(request);
    const answer = sim.answer(request);
    answers.push(answer);
    return sim.responseOf(answer);
  };
  const common = { clock, random: () => 0 };
  const glue = makeGlueRequest({ config: SIGNING, fetch, endpoint: 'https://glue.sim' });
  const registry = makeGlueSchemaRegistry({ request: glue, ...common });
  const archive = makeS3Archive({ config: SIGNING, fetch, bucket: BUCKET, endpoint: 'https://s3.sim', ...common });
  return { sim, requests, answers, glue, registry, archive };
}

describe('the simulated Glue', () => {
  it('tells of a version by its id', async () => {
    const { registry, requests } = start();
    const { status: _status, ...version } = PERSON;
    expect(await registry.versionById('person/1')).toEqual(version);
    expect(requests).toMatchObject([{ words: 'GetSchemaVersion person/1', isWrite: false }]);
  });

  it.each(['PENDING', 'FAILURE', 'DELETING'] as const)('tells that a version is %s', async (status) => {
    const { registry, glue } = start(status);
    expect(await glue('GetSchemaVersion', { SchemaVersionId: 'person/1' })).toMatchObject({ Status: status });
    expect(await registry.versionById('person/1')).toBeUndefined();
  });

  it('knows no other version', async () => {
    const { registry, glue, answers } = start();
    expect(await registry.versionById('person/2')).toBeUndefined();
    const asked = glue('GetSchemaVersion', { SchemaVersionId: 'person/2' });
    await expect(asked).rejects.toMatchObject({ name: 'EntityNotFoundException' });
    expect(answers[0]?.status).toBe(400);
  });

  it.each([
    ['ListSchemas', { SchemaVersionId: 'person/1' }, 'knows no ListSchemas'],
    ['GetSchemaVersion', { SchemaId: { SchemaName: 'person' } }, 'otherwise than by its id'],
  ])('does not take %s of %o, which no function asks for', async (operation, input, message) => {
    await expect(start().glue(operation, input)).rejects.toThrow(message);
  });
});

describe('the simulated S3', () => {
  it('keeps objects, by bucket and key', async () => {
    const { archive, requests } = start();
    const ref = await archive.put('a b/ü', Uint8Array.of(1, 2, 3));
    expect(Uint8Array.from((await archive.get(ref)) ?? [])).toEqual(Uint8Array.of(1, 2, 3));
    expect(await archive.get({ ...ref, bucket: 'others' })).toBeUndefined();
    expect(requests.slice(0, 2)).toMatchObject([
      { words: 'PutObject letters/a b/ü', isWrite: true },
      { words: 'GetObject letters/a b/ü', isWrite: false },
    ]);
  });

  it('says that nothing is there by what S3 says', async () => {
    const { archive, answers } = start();
    await archive.get({ bucket: BUCKET, key: 'x' });
    expect(answers).toMatchObject([{ status: 404, body: expect.stringContaining('<Code>NoSuchKey</Code>') }]);
  });

  it('keeps what it was given when it was given it', async () => {
    const { sim, archive } = start();
    const body = Uint8Array.of(1);
    sim.answer(sim.parse('https://s3.sim/letters/own', { method: 'PUT', headers: { authorization: 'x' }, body }));
    body.fill(2);
    expect(Uint8Array.from((await archive.get({ bucket: BUCKET, key: 'own' })) ?? [])).toEqual(Uint8Array.of(1));
  });

  it('has no buckets but its own, where these are told', async () => {
    const { archive } = start('AVAILABLE', { buckets: new Set([BUCKET]) });
    const ref = await archive.put('x', Uint8Array.of(1));
    await expect(archive.get({ ...ref, bucket: 'others' })).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  it('takes keys of 1,024 bytes, and no longer ones', async () => {
    const { archive } = start();
    await archive.put('ü'.repeat(512), Uint8Array.of(1));
    const longer = archive.put(`${'ü'.repeat(512)}x`, Uint8Array.of(1));
    await expect(longer).rejects.toMatchObject({ name: 'KeyTooLongError' });
  });
});

describe('what is reached by fetch', () => {
  const signed = { authorization: 'x' };
  it.each<[string, RequestInit, string]>([
    ['https://s3.sim/letters/x', { method: 'GET' }, 'a request to s3.sim is not signed'],
    ['https://example.com/', { method: 'GET', headers: signed }, 'nothing is simulated at example.com'],
    ['https://s3.sim/letters', { method: 'GET', headers: signed }, 'the place of no object'],
    ['https://s3.sim/letters/x', { method: 'DELETE', headers: signed }, 'a DELETE to S3'],
    ['https://s3.sim/letters/x', { method: 'PUT', headers: signed, body: 'text' }, 'a PUT to S3'],
    ['https://glue.sim/', { method: 'POST', headers: signed, body: '{}' }, 'calls no operation'],
  ])('is not %s by %o', (url, init, message) => {
    expect(() => start().sim.parse(url, init)).toThrow(message);
  });

  it('is answered by nothing but an answer', () => {
    const { sim } = start();
    expect(() => sim.responseOf({ status: 200, body: '' })).toThrow(TypeError);
  });

  it('has answered before anything else can happen', async () => {
    const { sim } = start();
    const read: unknown[] = [];
    void sim
      .responseOf(new HttpAnswer(200, 'text'))
      .text()
      .then((text) => read.push(text));
    void sim
      .responseOf(new HttpAnswer(200, new Uint8Array(1_000_000)))
      .arrayBuffer()
      .then(({ byteLength }) => read.push(byteLength));
    await setImmediate();
    expect(read.sort()).toEqual([1_000_000, 'text']);
  });
});
