import { GlueClient, UpdateSchemaCommand } from '@aws-sdk/client-glue';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Services, startServices } from '../../localstack/embedded/services.ts';
import { makeGlueSchemaRegistrar } from '../../src/adapters/aws/glue-schema-registrar.ts';
import { connectRegistry } from '../../src/client/glue-registration.ts';
import { ClientError } from '../../src/client/index.ts';
import {
  type RegistrationStep,
  registerSchemas,
  SchemaRefused,
  type SchemaToRegister,
} from '../../src/client/register-schemas.ts';
import type { SchemaRegistrar } from '../../src/ports/schema-registrar.ts';
import { intercept } from '../support/intercept.ts';

const PENDING_MS = 5_000;

let services: Services;
let client: GlueClient;
let nowMs = Date.UTC(2026, 0, 1);
const clock = {
  nowMs: () => nowMs,
  after: async (delayMs: number) => {
    nowMs += delayMs;
  },
};
let registries = 0;
let pipelineName: string;
let registry: string;

beforeAll(async () => {
  process.env.AWS_ACCESS_KEY_ID ??= 'test';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'test';
  services = await startServices({ port: 0, clock: clock.nowMs, glue: { pendingMs: PENDING_MS } });
  client = new GlueClient({ endpoint: services.endpoint, region: 'us-east-1' });
});
afterAll(async () => {
  client.destroy();
  await services.stop();
});
beforeEach(() => {
  registries += 1;
  pipelineName = `bar${registries}`;
  registry = `millrace-${pipelineName}`;
});

/** An Avro record whose fields are numbers; those that end in ? may be left out. */
function record(...fields: readonly string[]): string {
  return JSON.stringify({
    type: 'record',
    name: 'Tap',
    fields: fields.map((field) =>
      field.endsWith('?')
        ? { name: field.slice(0, -1), type: ['null', 'long'], default: null }
        : { name: field, type: 'long' },
    ),
  });
}

const V1 = record('at');
const V2 = record('at', 'litres?');
const BREAKING = record('at', 'price');

function tap(...definitions: readonly string[]): SchemaToRegister {
  const versions = definitions.map((definition, index) => ({ version: index + 1, definition }));
  return { name: 'tap', format: 'AVRO', compatibility: 'BACKWARD', versions };
}

async function register(
  schemas: readonly SchemaToRegister[],
  { dryRun = false, registrar = makeGlueSchemaRegistrar({ client, clock }) } = {},
): Promise<RegistrationStep[]> {
  const steps: RegistrationStep[] = [];
  for await (const step of registerSchemas(registrar, pipelineName, schemas, { dryRun })) steps.push(step);
  return steps;
}

/** Steps as a person reads them. */
function told(steps: readonly RegistrationStep[]): string[] {
  return steps.map((step) => {
    if (step.what === 'registry') return `registry ${step.isNew ? 'new' : 'there'}`;
    if (step.what === 'compatibility') return `${step.name} ${step.from} -> ${step.to}`;
    return `${step.name} v${step.version} ${step.isNew ? 'new' : 'there'} as ${step.registered?.versionNumber}`;
  });
}

describe('registering schemas', () => {
  it('makes the registry, the schemas and their versions, in order, waiting for each check', async () => {
    const startMs = nowMs;
    expect(told(await register([tap(V1, V2), { ...tap(V1), name: 'keg' }]))).toEqual([
      'registry new',
      'tap v1 new as 1',
      'tap v2 new as 2',
      'keg v1 new as 1',
    ]);
    expect(nowMs - startMs).toBeGreaterThanOrEqual(PENDING_MS);
  });

  it('can be run again, and adds what is new', async () => {
    const first = await register([tap(V1, V2)]);
    const again = await register([tap(V1, V2)]);
    expect(told(again)).toEqual(['registry there', 'tap v1 there as 1', 'tap v2 there as 2']);
    const ids = (steps: readonly RegistrationStep[]) =>
      steps.map((step) => 'registered' in step && step.registered?.versionId);
    expect(ids(again)).toEqual(ids(first));
    expect(told(await register([tap(V1, V2, record('at', 'size?'))])).at(-1)).toBe('tap v3 new as 3');
  });

  it('registers the text of each file as it is', async () => {
    const spaced = JSON.stringify(JSON.parse(V1), null, 4);
    const steps = await register([tap(spaced)]);
    expect(steps[1]).toMatchObject({ registered: { definition: spaced, status: 'AVAILABLE' } });
  });

  it('says what it would do, and does nothing', async () => {
    const plan = ['registry new', 'tap v1 new as undefined', 'tap v2 new as undefined'];
    expect(told(await register([tap(V1, V2)], { dryRun: true }))).toEqual(plan);
    expect(told(await register([tap(V1, V2)], { dryRun: true }))).toEqual(plan);
    await register([tap(V1)]);
    expect(told(await register([{ ...tap(V1, V2), compatibility: 'FULL' }], { dryRun: true }))).toEqual([
      'registry there',
      'tap BACKWARD -> FULL',
      'tap v1 there as 1',
      'tap v2 new as undefined',
    ]);
    // The mode is the old one still.
    expect(told(await register([tap(V1)]))).toEqual(['registry there', 'tap v1 there as 1']);
  });

  it('brings the mode in line with the definition, before new versions are checked by it', async () => {
    await register([tap(V1)]);
    const steps = await register([{ ...tap(V1, BREAKING), compatibility: 'NONE' }]);
    expect(told(steps)).toEqual(['registry there', 'tap BACKWARD -> NONE', 'tap v1 there as 1', 'tap v2 new as 2']);
  });

  it('tells what a refused version was compared with, the first time and every time', async () => {
    await register([tap(V1)]);
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      const error: unknown = await register([tap(V1, BREAKING)]).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(SchemaRefused);
      expect(error).toMatchObject({
        message: `the registry found "tap" v2, version 2 in registry ${registry}, not BACKWARD compatible with version 1`,
        refused: { versionNumber: 2, definition: BREAKING },
        latest: { versionNumber: 1, definition: V1 },
      });
    }
    expect(told(await register([tap(V1, V2)])).at(-1)).toBe('tap v2 new as 3');
  });

  it('refuses to register an old version after a newer one', async () => {
    await register([tap(V1, V2)]);
    const between = { ...tap(V1, record('at', 'size?'), V2) };
    await expect(register([between])).rejects.toThrow(
      new ClientError(
        `registry ${registry} holds "tap" v3 but not v2: registered now it would be the newest; register under another event type's name, or commit the files in the order of the registry`,
      ),
    );
  });

  it('refuses another format', async () => {
    await register([tap(V1)]);
    const json = tap('{ "type": "object" }');
    await expect(register([{ ...json, format: 'JSON' }])).rejects.toThrow(/has format AVRO, the files are JSON/);
  });

  it.each([
    ['for a new schema', []],
    ['for a new version', [V1]],
  ])('says in one line what is no schema, %s', async (_, before) => {
    await register([tap(...before)].filter(({ versions }) => versions.length > 0));
    const wrong = `the registry does not take "tap" v${before.length + 1}: Schema definition of AVRO data format is invalid`;
    await expect(register([tap(...before, '{ "type": "recrod" }')])).rejects.toThrow(wrong);
  });

  it('gives a version two minutes to be checked', async () => {
    const never = await startServices({ port: 0, clock: clock.nowMs, glue: { pendingMs: Number.MAX_SAFE_INTEGER } });
    const slow = new GlueClient({ endpoint: never.endpoint, region: 'us-east-1' });
    try {
      const startMs = nowMs;
      const registrar = makeGlueSchemaRegistrar({ client: slow, clock });
      await expect(register([tap(V1, V2)], { registrar })).rejects.toThrow(
        `"tap" v2, version 2 in registry ${registry}, is still being checked after two minutes: run the command again later`,
      );
      expect(nowMs - startMs).toBe(120_000);
    } finally {
      slow.destroy();
      await never.stop();
    }
  });

  it('lets another who registers at the same time be first', async () => {
    const other = makeGlueSchemaRegistrar({ client, clock });
    // Sees nothing of what is there when it looks.
    const late = intercept<SchemaRegistrar>(other, async ({ name }, perform) => {
      if (name === 'hasRegistry') return false;
      return name === 'findSchema' ? undefined : perform();
    });
    await register([tap(V1)]);
    expect(told(await register([tap(V1, V2)], { registrar: late }))).toEqual([
      'registry new',
      'tap v1 new as 1',
      'tap v2 new as 2',
    ]);
  });

  it('tries again where a schema is being changed by somebody else, and not for ever', async () => {
    await register([tap(V1)]);
    let refusals = 3;
    const busy = intercept(client, async ({ args: [command] }, perform) => {
      if (!(command instanceof UpdateSchemaCommand) || refusals === 0) return perform();
      refusals -= 1;
      throw Object.assign(new Error('busy'), { name: 'ConcurrentModificationException' });
    });
    const registrar = makeGlueSchemaRegistrar({ client: busy, clock });
    const startMs = nowMs;
    expect(told(await register([{ ...tap(V1), compatibility: 'FULL' }], { registrar }))[1]).toBe(
      'tap BACKWARD -> FULL',
    );
    expect(nowMs - startMs).toBe(3_000);
    refusals = Number.POSITIVE_INFINITY;
    await expect(register([tap(V1)], { registrar })).rejects.toThrow('busy');
  });

  it('passes other failures on', async () => {
    const denied = Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });
    const registrar = makeGlueSchemaRegistrar({ client: intercept(client, () => Promise.reject(denied)), clock });
    await expect(register([tap(V1)], { registrar })).rejects.toBe(denied);
  });

  it('waits out a service that throttles', async () => {
    const throttling = { seed: 1, share: 0.3 };
    const throttled = await startServices({ port: 0, glue: { throttling } });
    try {
      const registerThere = connectRegistry({ endpoint: throttled.endpoint, region: 'us-east-1' });
      const steps: RegistrationStep[] = [];
      for await (const step of registerThere(pipelineName, [tap(V1, V2)], { dryRun: false })) steps.push(step);
      expect(told(steps)).toEqual(['registry new', 'tap v1 new as 1', 'tap v2 new as 2']);
    } finally {
      await throttled.stop();
    }
  });
});
