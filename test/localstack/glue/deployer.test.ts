import {
  GetRegistryCommand,
  GetSchemaCommand,
  GetSchemaVersionCommand,
  ListSchemaVersionsCommand,
  QuerySchemaVersionMetadataCommand,
} from '@aws-sdk/client-glue';
import { expect, it, onTestFinished } from 'vitest';
import type { LocalAwsOptions } from '../../../localstack/embedded/local-aws.ts';
import { startTestAws } from '../../embedded/runtime/start-aws.ts';
import { withDirectory } from '../../embedded/services/harness.ts';
import { PERSON, WITH_AGE, WITH_NICKNAME } from './start-glue.ts';

async function start(options: Partial<LocalAwsOptions> = {}) {
  const aws = await startTestAws(options);
  let disposed: Promise<void> | undefined;
  const dispose = () => {
    disposed ??= aws.dispose();
    return disposed;
  };
  onTestFinished(dispose);
  return { ...aws, dispose };
}

const getAtt = (id: string, attribute: string) => ({ 'Fn::GetAtt': [id, attribute] });
const version = (SchemaDefinition: string, DependsOn: readonly string[] = []) => ({
  Type: 'AWS::Glue::SchemaVersion',
  DependsOn,
  DeletionPolicy: 'Retain',
  Properties: { Schema: { SchemaArn: getAtt('People', 'Arn') }, SchemaDefinition },
});

const note = {
  Type: 'AWS::Glue::SchemaVersionMetadata',
  Properties: { SchemaVersionId: getAtt('V2', 'VersionId'), Key: 'k', Value: 'v' },
};

/** A registry with one schema, and versions as resources of their own. */
const stack = (schema: object = {}, resources: object = {}) => ({
  app: {
    resources: {
      Registry: { Type: 'AWS::Glue::Registry', Properties: { Name: 'shop', Description: 'all that is sold' } },
      People: {
        Type: 'AWS::Glue::Schema',
        Properties: {
          Name: 'people',
          Registry: { Arn: getAtt('Registry', 'Arn') },
          DataFormat: 'AVRO',
          Compatibility: 'BACKWARD',
          SchemaDefinition: PERSON,
          Tags: [{ Key: 'a', Value: 'b' }],
          ...schema,
        },
      },
      ...resources,
    },
    outputs: {
      RegistryArn: { Value: getAtt('Registry', 'Arn') },
      SchemaRef: { Value: { Ref: 'People' } },
      SchemaArn: { Value: getAtt('People', 'Arn') },
    },
  },
});
const SchemaId = { SchemaName: 'people', RegistryName: 'shop' };
const numbers = async ({ glue }: Awaited<ReturnType<typeof start>>) =>
  (await glue.send(new ListSchemaVersionsCommand({ SchemaId }))).Schemas?.map(({ VersionNumber }) => VersionNumber);

it('makes registry, schema, versions and metadata, with what Ref and GetAtt give on AWS', async () => {
  const aws = await start();
  const stacks = stack({}, { V2: version(WITH_NICKNAME), Note: note });
  Object.assign(stacks.app.outputs, {
    First: { Value: getAtt('People', 'InitialSchemaVersionId') },
    Second: { Value: { Ref: 'V2' } },
    Note: { Value: { Ref: 'Note' } },
  });
  const { output } = await aws.deployStacks(stacks);
  expect(output('RegistryArn')).toBe('arn:aws:glue:us-east-1:000000000000:registry/shop');
  expect(output('SchemaArn')).toBe('arn:aws:glue:us-east-1:000000000000:schema/shop/people');
  expect(output('SchemaRef')).toBe(output('SchemaArn'));
  const definitionOf = async (SchemaVersionId: string) =>
    (await aws.glue.send(new GetSchemaVersionCommand({ SchemaVersionId }))).SchemaDefinition;
  expect(await definitionOf(output('First'))).toBe(PERSON);
  expect(await definitionOf(output('Second'))).toBe(WITH_NICKNAME);
  expect(output('Note')).toBe(`${output('Second')}|k|v`);
  const told = await aws.glue.send(new QuerySchemaVersionMetadataCommand({ SchemaVersionId: output('Second') }));
  expect(told.MetadataInfoMap).toMatchObject({ k: { MetadataValue: 'v' } });
});

it('deployed again over a kept directory it finds everything and leaves it as it is', () =>
  withDirectory(async (dataDir) => {
    const stacks = stack({ CheckpointVersion: { IsLatest: true } }, { V2: version(WITH_NICKNAME), Note: note });
    Object.assign(stacks.app.outputs, { Second: { Value: { Ref: 'V2' } } });
    const first = await start({ dataDir });
    const before = (await first.deployStacks(stacks)).output('Second');
    const schemaBefore = await first.glue.send(new GetSchemaCommand({ SchemaId }));
    await first.dispose();

    const second = await start({ dataDir });
    expect((await second.deployStacks(stacks)).output('Second')).toBe(before);
    expect((await second.deployStacks(stacks)).output('Second')).toBe(before);
    expect(await numbers(second)).toEqual([2, 1]);
    const { $metadata: _, ...schemaAfter } = await second.glue.send(new GetSchemaCommand({ SchemaId }));
    expect(schemaBefore).toMatchObject(schemaAfter);
  }));

it('stops with one line at a version that is not compatible, deletes it, and takes the mended one', async () => {
  const aws = await start({ glue: { pendingMs: 30 } });
  await expect(aws.deployStacks(stack({}, { V2: version(WITH_AGE) }))).rejects.toMatchObject({
    name: 'DeployError',
    message: expect.stringMatching(
      /^stack app, V2 \(AWS::Glue::SchemaVersion\): schema evolution failure: version 2 of schema people is not compatible [^\n]+$/,
    ),
  });
  expect(await numbers(aws)).toEqual([1]);
  expect(aws.log.join('\n')).toContain('version 2 failed: BACKWARD, v2 reads v1: age: ');
  await aws.deployStacks(stack({}, { V2: version(WITH_NICKNAME) }));
  expect(await numbers(aws)).toEqual([3, 1]);
});

it('has the traps of CloudFormation: a changed first definition, one version made twice', async () => {
  const aws = await start();
  await aws.deployStacks(stack());
  await expect(aws.deployStacks(stack({ SchemaDefinition: WITH_NICKNAME }))).rejects.toThrow(
    /^stack app, People \(AWS::Glue::Schema\): schema people already exists: another SchemaDefinition asks for a new schema/,
  );
  await expect(aws.deployStacks(stack({ DataFormat: 'JSON' }))).rejects.toThrow(/already exists: another DataFormat/);
  await expect(aws.deployStacks(stack({}, { V1: version(PERSON) }))).rejects.toThrow(
    /V1 .*already exists: People of this stack makes it$/,
  );
  await expect(
    aws.deployStacks(stack({}, { V2: version(WITH_NICKNAME), V3: version(WITH_NICKNAME, ['V2']) })),
  ).rejects.toThrow(/V3 .*already exists: V2 of this stack makes it$/);
});

it('changes compatibility only where the template gives a checkpoint, as CloudFormation does', async () => {
  const aws = await start();
  const resources = { V2: version(WITH_NICKNAME) };
  await aws.deployStacks(stack({}, resources));
  await expect(aws.deployStacks(stack({ Compatibility: 'NONE' }, resources))).rejects.toThrow(
    /^stack app, People .*SchemaVersionNumber/,
  );
  await aws.deployStacks(stack({ Compatibility: 'NONE', CheckpointVersion: { VersionNumber: 2 } }, resources));
  expect(await aws.glue.send(new GetSchemaCommand({ SchemaId }))).toMatchObject({
    Compatibility: 'NONE',
    SchemaCheckpoint: 2,
  });
});

it('brings the descriptions of a registry and a schema in line', async () => {
  const aws = await start();
  await aws.deployStacks(stack());
  const described = stack({ Description: 'who buys', CheckpointVersion: { IsLatest: true } });
  described.app.resources.Registry.Properties.Description = 'what is sold';
  await aws.deployStacks(described);
  const { Description } = await aws.glue.send(new GetRegistryCommand({ RegistryId: { RegistryName: 'shop' } }));
  expect(Description).toBe('what is sold');
  expect((await aws.glue.send(new GetSchemaCommand({ SchemaId }))).Description).toBe('who buys');
});

it('names a registry that is not there, and a property that is not known', async () => {
  const aws = await start();
  await expect(aws.deployStacks(stack({ Registry: { Name: 'nowhere' } }))).rejects.toThrow(
    'stack app, People (AWS::Glue::Schema): Registry is not found. RegistryName: nowhere',
  );
  await expect(aws.deployStacks(stack({ Colour: 'red' }))).rejects.toThrow(
    'stack app, People (AWS::Glue::Schema): property Colour is not supported locally',
  );
});
