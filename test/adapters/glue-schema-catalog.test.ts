import { CreateRegistryCommand, CreateSchemaCommand, GlueClient } from '@aws-sdk/client-glue';
import { describe, expect, it } from 'vitest';
import { makeGlueSchemaCatalog } from '../../src/adapters/aws/glue-schema-catalog.ts';
import { RetryableError } from '../../src/ports/errors.ts';
import { SchemaNotUsable } from '../../src/ports/schema-catalog.ts';
import { sharedHarness } from '../embedded/services/harness.ts';

const aws = sharedHarness();
const clock = { nowMs: () => 0, after: async () => {} };
const random = (): number => 0.5;
const schema = { registryName: 'millrace-orders', schemaName: 'paid', definition: '{"type":"object"}' };

function makeClient(): GlueClient {
  return new GlueClient({
    endpoint: aws().endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
}

/** A client that answers in turn with these, errors by throwing them. */
function scripted(answers: readonly (object | Error)[]) {
  const left = [...answers];
  const send = async () => {
    const next = left.shift();
    if (next instanceof Error) throw next;
    return next;
  };
  return { client: { send } as unknown as GlueClient, left };
}

const errorNamed = (name: string): Error =>
  Object.assign(new Error('Rate exceeded'), { name, $metadata: { httpStatusCode: 400 } });

describe('the catalog over Glue', () => {
  it('finds a version by its text, and says what is missing', async () => {
    const client = makeClient();
    const catalog = makeGlueSchemaCatalog({ client, clock, random });
    const missing =
      'registry millrace-orders has no schema "paid" with the text that is committed: run npx millrace schemas register orders, or deploy the pipeline';
    await expect(catalog.versionIdOf(schema)).rejects.toThrow(new SchemaNotUsable(missing));
    await client.send(new CreateRegistryCommand({ RegistryName: schema.registryName }));
    await expect(catalog.versionIdOf(schema)).rejects.toThrow(missing);
    const { SchemaVersionId } = await client.send(
      new CreateSchemaCommand({
        RegistryId: { RegistryName: schema.registryName },
        SchemaName: schema.schemaName,
        DataFormat: 'JSON',
        Compatibility: 'BACKWARD',
        SchemaDefinition: schema.definition,
      }),
    );
    expect(await catalog.versionIdOf(schema)).toBe(SchemaVersionId);
    await expect(catalog.versionIdOf({ ...schema, definition: '{"type":"object","title":"x"}' })).rejects.toThrow(
      missing,
    );
    client.destroy();
  });

  it.each([
    ['FAILURE', 'the registry found it incompatible with the versions before it'],
    ['PENDING', 'it can be written under once it is AVAILABLE'],
  ])('does not use a version with status %s', async (Status, why) => {
    const { client } = scripted([{ SchemaVersionId: 'x', Status }]);
    await expect(makeGlueSchemaCatalog({ client, clock, random }).versionIdOf(schema)).rejects.toThrow(
      new SchemaNotUsable(`a version of schema "paid" in registry millrace-orders has status ${Status}: ${why}`),
    );
  });

  it('asks again where it is throttled, with growing waits, and not for ever', async () => {
    const waits: number[] = [];
    const deps = {
      random,
      clock: { nowMs: () => 0, after: async (ms: number) => void waits.push(ms) },
    };
    const found = { SchemaVersionId: '00112233-4455-6677-8899-AABBCCDDEEFF', Status: 'AVAILABLE' };
    const { client } = scripted([errorNamed('ThrottlingException'), errorNamed('ThrottlingException'), found]);
    const catalog = makeGlueSchemaCatalog({ client, ...deps });
    expect(await catalog.versionIdOf(schema)).toBe('00112233-4455-6677-8899-aabbccddeeff');
    expect(waits).toEqual([500, 1_000]);

    const never = scripted(Array.from({ length: 20 }, () => errorNamed('ThrottlingException')));
    await expect(makeGlueSchemaCatalog({ ...deps, client: never.client }).versionIdOf(schema)).rejects.toThrow(
      RetryableError,
    );
    expect(never.left).toHaveLength(12);
  });

  it('passes on what no later attempt can mend', async () => {
    const { client, left } = scripted([errorNamed('AccessDeniedException'), {}]);
    await expect(makeGlueSchemaCatalog({ client, clock, random }).versionIdOf(schema)).rejects.toThrow('Rate exceeded');
    expect(left).toHaveLength(1);
  });
});
