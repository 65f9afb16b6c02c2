import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { encodeRecords } from '../../demo/encode.ts';
import { connectToRegistry, type Registry } from '../../demo/registry.ts';
import { makeOpener } from '../../demo/verifier/header.ts';
import { flight } from '../../pipelines/flights/pipeline.ts';
import orders, { placed } from '../../pipelines/orders/pipeline.ts';
import { otherTeamsSchemas } from '../../pipelines/orders/source.ts';
import { connectRegistry } from '../../src/client/glue-registration.ts';
import { localEnvironment } from '../../src/client/index.ts';
import { makeProducerDeps } from '../../src/producer/index.ts';
import { sharedHarness } from '../embedded/services/harness.ts';

const aws = sharedHarness();
const region = 'us-east-1';
beforeAll(() => {
  vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
  for (const [name, value] of Object.entries(localEnvironment(aws().endpoint, {}))) vi.stubEnv(name, value);
});
afterAll(() => void vi.unstubAllEnvs());

/** What a deployment does, as far as it is looked at here. */
async function register(pipeline: string, { name, schema, compatibility }: typeof flight | typeof placed) {
  const schemas = [{ name, compatibility, format: schema.format, versions: schema.versions }];
  const steps = connectRegistry({ endpoint: aws().endpoint, region })(pipeline, schemas, { dryRun: false });
  for await (const { what } of steps) expect(['registry', 'version']).toContain(what);
}

const registryOf = (pipeline: string): Registry => connectToRegistry({ pipeline, endpoint: aws().endpoint, region });

describe('the registry, as the demo sees it', () => {
  it('tells every version of every schema', async () => {
    await register('flights', flight);
    const versions = await registryOf('flights').versions();
    expect(versions.map(({ schema, version }) => `${schema} v${version}`).sort()).toEqual(['flight v1', 'flight v2']);
    expect(new Set(versions.map(({ versionId }) => versionId)).size).toBe(2);
  });

  it('takes the schemas of other teams, again and again', async () => {
    await register('orders', placed);
    const registry = registryOf('orders');
    const ids = await registry.register(otherTeamsSchemas);
    expect([...ids.keys()]).toEqual(['basket-viewed']);
    expect(await registry.register(otherTeamsSchemas)).toEqual(ids);
    expect(await registry.versions()).toContainEqual({
      versionId: ids.get('basket-viewed'),
      schema: 'basket-viewed',
      version: 1,
    });
  });
});

describe('the data, encoded', () => {
  const event = {
    orderId: 'o-1',
    customerId: 'c-1',
    region: 'asia',
    category: 'toys',
    amount: '1.00',
    pieces: 1,
    atMs: 1n,
  };
  const basket = { schema: 'basket-viewed', partitionKey: 'c-2', payload: Buffer.from('{}') };

  it('is under the versions that the registry has, other teams’ records too', async () => {
    await register('orders', placed);
    const registry = registryOf('orders');
    const sender = makeProducerDeps(() => 0, { endpoint: aws().endpoint, region });
    const demo = { pipeline: orders, otherSchemas: otherTeamsSchemas };
    const damage = (record: Uint8Array) => record.slice(0, 18);
    const records = [{ type: placed, event }, basket, { type: placed, event, damage }];
    const sent = await encodeRecords(demo, records, { sender, registry });
    const open = makeOpener(await registry.versions());
    expect(sent.map(({ partitionKey }) => partitionKey)).toEqual(['c-1', 'c-2', 'c-1']);
    const opened = sent.map(({ data }) => open(data));
    expect(opened.map((found) => found?.written.schema)).toEqual(['order-placed', 'basket-viewed', 'order-placed']);
    expect(opened.map((found) => (found?.payload.length ?? 0) > 0)).toEqual([true, true, false]);
    expect(String(opened[1]?.payload)).toBe('{}');
  });

  it('may not hold a record of a schema that nobody registered', async () => {
    const site = {
      sender: { schemas: { versionIdOf: async () => '' } },
      registry: { register: async () => new Map<string, string>() },
    };
    await expect(encodeRecords({ pipeline: orders }, [basket], site)).rejects.toThrow(
      'the data holds a record of schema "basket-viewed", which nobody registered',
    );
  });
});
