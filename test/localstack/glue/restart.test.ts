import {
  CreateRegistryCommand,
  CreateSchemaCommand,
  DeleteSchemaVersionsCommand,
  GetSchemaCommand,
  GetSchemaVersionCommand,
  GetTagsCommand,
  PutSchemaVersionMetadataCommand,
  QuerySchemaVersionMetadataCommand,
  RegisterSchemaVersionCommand,
} from '@aws-sdk/client-glue';
import { expect, it } from 'vitest';
import { withDirectory } from '../../embedded/services/harness.ts';
import { PERSON, startGlue, WITH_AGE, WITH_NICKNAME } from './start-glue.ts';

it('with a data directory, registries, schemas, versions and metadata outlive the process', () =>
  withDirectory(async (dataDir) => {
    const first = await startGlue({ dataDir });
    const SchemaId = { SchemaName: 'orders', RegistryName: 'shop' };
    await first.glue.send(new CreateRegistryCommand({ RegistryName: 'shop', Tags: { team: 'a' } }));
    const created = await first.glue.send(
      new CreateSchemaCommand({
        RegistryId: { RegistryName: 'shop' },
        SchemaName: 'orders',
        DataFormat: 'AVRO',
        Compatibility: 'BACKWARD',
        SchemaDefinition: PERSON,
      }),
    );
    const { SchemaVersionId } = created;
    await first.glue.send(new RegisterSchemaVersionCommand({ SchemaId, SchemaDefinition: WITH_AGE }));
    await first.glue.send(new DeleteSchemaVersionsCommand({ SchemaId, Versions: '2' }));
    const MetadataKeyValue = { MetadataKey: 'k', MetadataValue: 'v' };
    await first.glue.send(new PutSchemaVersionMetadataCommand({ SchemaVersionId, MetadataKeyValue }));
    await first.stop();

    const { glue } = await startGlue({ dataDir });
    expect(await glue.send(new GetSchemaVersionCommand({ SchemaVersionId }))).toMatchObject({
      SchemaDefinition: PERSON,
      VersionNumber: 1,
    });
    expect(await glue.send(new GetSchemaCommand({ SchemaId }))).toMatchObject({
      LatestSchemaVersion: 1,
      NextSchemaVersion: 3,
    });
    expect((await glue.send(new QuerySchemaVersionMetadataCommand({ SchemaVersionId }))).MetadataInfoMap).toMatchObject(
      { k: { MetadataValue: 'v' } },
    );
    expect((await glue.send(new GetTagsCommand({ ResourceArn: created.RegistryArn }))).Tags).toEqual({ team: 'a' });
    const again = await glue.send(new RegisterSchemaVersionCommand({ SchemaId, SchemaDefinition: PERSON }));
    expect(again.SchemaVersionId).toBe(SchemaVersionId);
    const next = await glue.send(new RegisterSchemaVersionCommand({ SchemaId, SchemaDefinition: WITH_NICKNAME }));
    expect(next).toMatchObject({ VersionNumber: 3, Status: 'AVAILABLE' });
  }));
