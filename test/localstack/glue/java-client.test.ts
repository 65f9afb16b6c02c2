import {
  CreateSchemaCommand,
  EntityNotFoundException,
  GetSchemaByDefinitionCommand,
  GetSchemaVersionCommand,
  type GlueClient,
  PutSchemaVersionMetadataCommand,
  QuerySchemaVersionMetadataCommand,
  RegisterSchemaVersionCommand,
} from '@aws-sdk/client-glue';
import { expect, it } from 'vitest';
import { PERSON, startGlue, WITH_AGE, WITH_NICKNAME } from './start-glue.ts';

const RegistryName = 'default-registry';

/**
 * What AWS's Java serializer does for a definition that it has not met: look it up, and by the *text* of the error register a version
 * or create the schema.
 */
async function idFor(glue: GlueClient, SchemaName: string, SchemaDefinition: string) {
  const SchemaId = { SchemaName, RegistryName };
  const calls = ['GetSchemaByDefinition'];
  try {
    const found = await glue.send(new GetSchemaByDefinitionCommand({ SchemaId, SchemaDefinition }));
    return { calls, id: found.SchemaVersionId, status: found.Status };
  } catch (error) {
    if (!(error instanceof EntityNotFoundException)) throw error;
    if (error.message.includes('Schema version is not found.')) {
      calls.push('RegisterSchemaVersion');
      const added = await glue.send(new RegisterSchemaVersionCommand({ SchemaId, SchemaDefinition }));
      return { calls, id: added.SchemaVersionId, status: added.Status };
    }
    if (!error.message.includes('Schema is not found.')) throw error;
    calls.push('CreateSchema');
    const created = await glue.send(
      new CreateSchemaCommand({
        RegistryId: { RegistryName },
        SchemaName,
        DataFormat: 'AVRO',
        Compatibility: 'BACKWARD',
        SchemaDefinition,
      }),
    );
    return { calls, id: created.SchemaVersionId, status: created.SchemaVersionStatus };
  }
}

it('creates the schema, registers versions and finds them again, branching on the texts of errors', async () => {
  const { glue } = await startGlue();
  const first = await idFor(glue, 'people', PERSON);
  expect(first).toMatchObject({ calls: ['GetSchemaByDefinition', 'CreateSchema'], status: 'AVAILABLE' });
  const second = await idFor(glue, 'people', WITH_NICKNAME);
  expect(second).toMatchObject({ calls: ['GetSchemaByDefinition', 'RegisterSchemaVersion'], status: 'AVAILABLE' });
  expect(second.id).not.toBe(first.id);
  const again = await idFor(glue, 'people', PERSON);
  expect(again).toEqual({ calls: ['GetSchemaByDefinition'], id: first.id, status: 'AVAILABLE' });
});

it('learns of an incompatible version by its status alone, and finds it as failed ever after', async () => {
  const { glue } = await startGlue();
  await idFor(glue, 'people', PERSON);
  const refused = await idFor(glue, 'people', WITH_AGE);
  expect(refused).toMatchObject({ calls: ['GetSchemaByDefinition', 'RegisterSchemaVersion'], status: 'FAILURE' });
  const again = await idFor(glue, 'people', WITH_AGE);
  expect(again).toEqual({ calls: ['GetSchemaByDefinition'], id: refused.id, status: 'FAILURE' });
});

it('reads a schema by the version id of a record, knowing neither registry nor name', async () => {
  const { glue } = await startGlue();
  const { id } = await idFor(glue, 'people', PERSON);
  expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  const version = await glue.send(new GetSchemaVersionCommand({ SchemaVersionId: id }));
  expect(version).toMatchObject({
    SchemaVersionId: id,
    SchemaDefinition: PERSON,
    DataFormat: 'AVRO',
    SchemaArn: 'arn:aws:glue:us-east-1:000000000000:schema/default-registry/people',
    VersionNumber: 1,
    Status: 'AVAILABLE',
    CreatedTime: '2026-01-01T00:00:00.000Z',
  });
  const unknown = new GetSchemaVersionCommand({ SchemaVersionId: '00000000-0000-0000-0000-000000000000' });
  await expect(glue.send(unknown)).rejects.toMatchObject({
    name: 'EntityNotFoundException',
    message: 'Schema version is not found.',
    $metadata: { httpStatusCode: 400 },
  });
});

it('notes the transport of a version as metadata, once', async () => {
  const { glue } = await startGlue();
  const { id: SchemaVersionId } = await idFor(glue, 'people', PERSON);
  const put = new PutSchemaVersionMetadataCommand({
    SchemaVersionId,
    MetadataKeyValue: { MetadataKey: 'x-amz-meta-transport', MetadataValue: 'people' },
  });
  expect(await glue.send(put)).toMatchObject({ SchemaName: 'people', VersionNumber: 1, LatestVersion: true });
  await expect(glue.send(put)).rejects.toMatchObject({ name: 'AlreadyExistsException' });
  const told = await glue.send(new QuerySchemaVersionMetadataCommand({ SchemaVersionId }));
  expect(told.MetadataInfoMap).toEqual({
    'x-amz-meta-transport': { MetadataValue: 'people', CreatedTime: '2026-01-01T00:00:00.000Z' },
  });
});

it('waits for a version that is PENDING until its outcome shows', async () => {
  const { glue, clock } = await startGlue({ glue: { pendingMs: 5_000 } });
  const first = await idFor(glue, 'people', PERSON);
  expect(first.status).toBe('AVAILABLE');
  const good = await idFor(glue, 'people', WITH_NICKNAME);
  expect(good.status).toBe('PENDING');
  const statusOf = async (SchemaVersionId: string | undefined) =>
    (await glue.send(new GetSchemaVersionCommand({ SchemaVersionId }))).Status;
  clock.advance(4_999);
  expect(await statusOf(good.id)).toBe('PENDING');
  // Another registration meanwhile is told to come back.
  await expect(idFor(glue, 'people', WITH_AGE)).rejects.toMatchObject({ name: 'ConcurrentModificationException' });
  clock.advance(1);
  expect(await statusOf(good.id)).toBe('AVAILABLE');
  const bad = await idFor(glue, 'people', WITH_AGE);
  expect(bad.status).toBe('PENDING');
  clock.advance(5_000);
  expect(await statusOf(bad.id)).toBe('FAILURE');
});
