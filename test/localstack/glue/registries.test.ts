import {
  CreateRegistryCommand,
  CreateSchemaCommand,
  DeleteRegistryCommand,
  DeleteSchemaCommand,
  GetRegistryCommand,
  GetSchemaCommand,
  GetSchemaVersionCommand,
  GetTagsCommand,
  ListRegistriesCommand,
  ListSchemasCommand,
  PutSchemaVersionMetadataCommand,
  QuerySchemaVersionMetadataCommand,
  RegisterSchemaVersionCommand,
  RemoveSchemaVersionMetadataCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateRegistryCommand,
  UpdateSchemaCommand,
} from '@aws-sdk/client-glue';
import { describe, expect, it } from 'vitest';
import { PERSON, startGlue, WITH_AGE, WITH_NICKNAME } from './start-glue.ts';

const schema = (SchemaName: string, RegistryName?: string) =>
  new CreateSchemaCommand({
    SchemaName,
    ...(RegistryName && { RegistryId: { RegistryName } }),
    DataFormat: 'AVRO',
    Compatibility: 'BACKWARD',
    SchemaDefinition: PERSON,
  });

describe('registries', () => {
  it('are created, described, listed, updated and deleted with all that is in them', async () => {
    const { glue, clock } = await startGlue();
    const RegistryArn = 'arn:aws:glue:us-east-1:000000000000:registry/shop';
    const RegistryId = { RegistryName: 'shop' };
    const created = await glue.send(new CreateRegistryCommand({ RegistryName: 'shop', Tags: { team: 'a' } }));
    expect(created).toMatchObject({ RegistryArn, RegistryName: 'shop', Tags: { team: 'a' } });
    const twice = glue.send(new CreateRegistryCommand({ RegistryName: 'shop' }));
    await expect(twice).rejects.toMatchObject({
      name: 'AlreadyExistsException',
      message: 'Registry already exists. RegistryName: shop',
    });
    clock.advance(1_000);
    await glue.send(new UpdateRegistryCommand({ RegistryId, Description: 'all that is sold' }));
    expect(await glue.send(new GetRegistryCommand({ RegistryId: { RegistryArn } }))).toMatchObject({
      Description: 'all that is sold',
      Status: 'AVAILABLE',
      CreatedTime: '2026-01-01T00:00:00.000Z',
      UpdatedTime: '2026-01-01T00:00:01.000Z',
    });
    await glue.send(new CreateRegistryCommand({ RegistryName: 'other' }));
    const { SchemaVersionId } = await glue.send(schema('orders', 'shop'));
    expect((await glue.send(new ListRegistriesCommand({}))).Registries?.map((item) => item.RegistryName)).toEqual([
      'other',
      'shop',
    ]);
    expect(await glue.send(new DeleteRegistryCommand({ RegistryId }))).toMatchObject({ Status: 'DELETING' });
    const gone = glue.send(new GetRegistryCommand({ RegistryId }));
    await expect(gone).rejects.toMatchObject({ name: 'EntityNotFoundException' });
    const version = glue.send(new GetSchemaVersionCommand({ SchemaVersionId }));
    await expect(version).rejects.toMatchObject({ message: 'Schema version is not found.' });
  });

  it('are 100 at most', async () => {
    const { glue } = await startGlue();
    for (let number = 1; number <= 100; number += 1) {
      await glue.send(new CreateRegistryCommand({ RegistryName: `r${number}` }));
    }
    await expect(glue.send(new CreateRegistryCommand({ RegistryName: 'r101' }))).rejects.toMatchObject({
      name: 'ResourceNumberLimitExceededException',
    });
  });
});

describe('schemas', () => {
  it('go to the default registry, made on demand, where none is named, and to no other that is not there', async () => {
    const { glue } = await startGlue();
    expect(await glue.send(schema('people'))).toMatchObject({
      RegistryName: 'default-registry',
      SchemaArn: 'arn:aws:glue:us-east-1:000000000000:schema/default-registry/people',
      SchemaCheckpoint: 1,
      LatestSchemaVersion: 1,
      NextSchemaVersion: 2,
      SchemaStatus: 'AVAILABLE',
      SchemaVersionStatus: 'AVAILABLE',
    });
    await expect(glue.send(schema('people'))).rejects.toMatchObject({
      name: 'AlreadyExistsException',
      message: 'Schema already exists. SchemaName: people',
    });
    await expect(glue.send(schema('people', 'nowhere'))).rejects.toMatchObject({ name: 'EntityNotFoundException' });
  });

  it('are listed over all registries or within one', async () => {
    const { glue } = await startGlue();
    await glue.send(new CreateRegistryCommand({ RegistryName: 'shop' }));
    for (const name of ['b', 'a']) await glue.send(schema(name, 'shop'));
    await glue.send(schema('c'));
    const names = async (RegistryName?: string) => {
      const command = new ListSchemasCommand(RegistryName ? { RegistryId: { RegistryName } } : {});
      return (await glue.send(command)).Schemas?.map((item) => `${item.RegistryName}/${item.SchemaName}`);
    };
    expect(await names('shop')).toEqual(['shop/a', 'shop/b']);
    expect(await names()).toEqual(['default-registry/c', 'shop/a', 'shop/b']);
    await expect(names('nowhere')).rejects.toMatchObject({ name: 'EntityNotFoundException' });
    const SchemaId = { SchemaName: 'c', RegistryName: 'default-registry' };
    await glue.send(new DeleteSchemaCommand({ SchemaId }));
    await expect(glue.send(new GetSchemaCommand({ SchemaId }))).rejects.toMatchObject({
      message: 'Schema is not found.',
    });
  });

  it('change compatibility only together with a checkpoint, which never goes back', async () => {
    const { glue } = await startGlue();
    const SchemaId = { SchemaName: 'people', RegistryName: 'default-registry' };
    await glue.send(schema('people'));
    await glue.send(new RegisterSchemaVersionCommand({ SchemaId, SchemaDefinition: WITH_NICKNAME }));
    const failed = await glue.send(new RegisterSchemaVersionCommand({ SchemaId, SchemaDefinition: WITH_AGE }));
    expect(failed.Status).toBe('FAILURE');
    const update = (change: object) => glue.send(new UpdateSchemaCommand({ SchemaId, ...change }));
    const refused = { name: 'InvalidInputException' };
    await expect(update({ Compatibility: 'NONE' })).rejects.toMatchObject(refused);
    await expect(
      update({ Compatibility: 'BACKWARD', SchemaVersionNumber: { VersionNumber: 1 } }),
    ).rejects.toMatchObject(refused);
    await expect(update({ SchemaVersionNumber: { VersionNumber: 3 } })).rejects.toMatchObject({
      name: 'EntityNotFoundException',
    });
    await update({ Description: 'who buys' });
    await update({ Compatibility: 'NONE', SchemaVersionNumber: { LatestVersion: true } });
    await expect(update({ SchemaVersionNumber: { VersionNumber: 1 } })).rejects.toMatchObject(refused);
    expect(await glue.send(new GetSchemaCommand({ SchemaId }))).toMatchObject({
      Compatibility: 'NONE',
      Description: 'who buys',
      SchemaCheckpoint: 2,
    });
  });
});

it('metadata: several values of a key, ten pairs in all, found by key or value, removed one by one', async () => {
  const { glue } = await startGlue();
  const { SchemaVersionId } = await glue.send(schema('people'));
  const pair = (MetadataKey: string, MetadataValue: string) => ({
    SchemaVersionId,
    MetadataKeyValue: { MetadataKey, MetadataValue },
  });
  for (let number = 1; number <= 8; number += 1) {
    await glue.send(new PutSchemaVersionMetadataCommand(pair(`k${number}`, 't')));
  }
  for (const value of ['u', 'v']) await glue.send(new PutSchemaVersionMetadataCommand(pair('k8', value)));
  const eleventh = glue.send(new PutSchemaVersionMetadataCommand(pair('k9', 't')));
  await expect(eleventh).rejects.toMatchObject({ name: 'ResourceNumberLimitExceededException' });
  const query = async (MetadataList: readonly object[]) =>
    (await glue.send(new QuerySchemaVersionMetadataCommand({ SchemaVersionId, MetadataList: [...MetadataList] })))
      .MetadataInfoMap;
  expect(await query([{ MetadataKey: 'k8' }])).toMatchObject({
    k8: { MetadataValue: 'v', OtherMetadataValueList: [{ MetadataValue: 'u' }, { MetadataValue: 't' }] },
  });
  expect(Object.keys((await query([])) ?? {})).toHaveLength(8);
  await glue.send(new RemoveSchemaVersionMetadataCommand(pair('k8', 'v')));
  await expect(glue.send(new RemoveSchemaVersionMetadataCommand(pair('k8', 'v')))).rejects.toMatchObject({
    name: 'EntityNotFoundException',
  });
  expect(await query([{ MetadataValue: 'v' }])).toEqual({});
});

it('tags of schemas and registries', async () => {
  const { glue } = await startGlue();
  const { SchemaArn: ResourceArn, RegistryArn } = await glue.send(schema('people'));
  await glue.send(new TagResourceCommand({ ResourceArn, TagsToAdd: { a: '1', b: '2' } }));
  await glue.send(new UntagResourceCommand({ ResourceArn, TagsToRemove: ['a'] }));
  expect((await glue.send(new GetTagsCommand({ ResourceArn }))).Tags).toEqual({ b: '2' });
  expect((await glue.send(new GetTagsCommand({ ResourceArn: RegistryArn }))).Tags).toEqual({});
});
