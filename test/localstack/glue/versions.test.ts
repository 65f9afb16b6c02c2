import {
  CheckSchemaVersionValidityCommand,
  type Compatibility,
  CreateSchemaCommand,
  DeleteSchemaVersionsCommand,
  GetSchemaCommand,
  GetSchemaVersionCommand,
  GetSchemaVersionsDiffCommand,
  type GlueClient,
  ListSchemaVersionsCommand,
  RegisterSchemaVersionCommand,
  UpdateSchemaCommand,
} from '@aws-sdk/client-glue';
import { describe, expect, it } from 'vitest';
import { PERSON, startGlue, WITH_AGE, WITH_AGE_AND_NICKNAME, WITH_NICKNAME } from './start-glue.ts';

const SchemaId = { SchemaName: 'people', RegistryName: 'default-registry' };

const create = (glue: GlueClient, Compatibility: Compatibility, SchemaDefinition = PERSON) =>
  glue.send(new CreateSchemaCommand({ SchemaName: 'people', DataFormat: 'AVRO', Compatibility, SchemaDefinition }));
const register = (glue: GlueClient, SchemaDefinition: string) =>
  glue.send(new RegisterSchemaVersionCommand({ SchemaId, SchemaDefinition }));

describe('a new version is held to the compatibility of its schema', () => {
  /** Compatibility, the versions before, the new one, what becomes of it. */
  const cases: readonly (readonly [Compatibility, readonly [string, ...string[]], string, 'AVAILABLE' | 'FAILURE'])[] =
    [
      ['NONE', [WITH_AGE], PERSON, 'AVAILABLE'],
      ['NONE', [PERSON], WITH_AGE, 'AVAILABLE'],
      ['BACKWARD', [WITH_AGE], PERSON, 'AVAILABLE'],
      ['BACKWARD', [PERSON], WITH_AGE, 'FAILURE'],
      ['FORWARD', [PERSON], WITH_AGE, 'AVAILABLE'],
      ['FORWARD', [WITH_AGE], PERSON, 'FAILURE'],
      ['FULL', [PERSON], WITH_AGE, 'FAILURE'],
      ['FULL', [PERSON], WITH_NICKNAME, 'AVAILABLE'],
      // The version before reads, or writes, what the one before that does not.
      ['BACKWARD_ALL', [WITH_AGE_AND_NICKNAME, WITH_AGE], PERSON, 'AVAILABLE'],
      ['BACKWARD_ALL', [WITH_AGE_AND_NICKNAME, PERSON], WITH_AGE, 'FAILURE'],
      ['FORWARD_ALL', [PERSON, WITH_AGE_AND_NICKNAME], WITH_AGE, 'AVAILABLE'],
      ['FORWARD_ALL', [WITH_AGE, WITH_AGE_AND_NICKNAME], PERSON, 'FAILURE'],
      ['FULL_ALL', [PERSON, WITH_NICKNAME], WITH_AGE_AND_NICKNAME, 'FAILURE'],
      // A version that failed is no part of the history.
      ['FULL_ALL', [PERSON, WITH_AGE_AND_NICKNAME], WITH_NICKNAME, 'AVAILABLE'],
    ];
  it.each(cases)('%s %#', async (compatibility, [first, ...others], last, expected) => {
    const { glue, log } = await startGlue();
    await create(glue, compatibility, first);
    for (const definition of others) await register(glue, definition);
    log.length = 0;
    expect(await register(glue, last)).toMatchObject({ VersionNumber: others.length + 2, Status: expected });
    expect(log.length > 0).toBe(expected === 'FAILURE');
  });
});

it('a version that failed has its number and id, its reason in the log, and leaves the latest version as it was', async () => {
  const { glue, log } = await startGlue();
  await create(glue, 'BACKWARD');
  const failed = await register(glue, WITH_AGE);
  expect(failed).toMatchObject({ VersionNumber: 2, Status: 'FAILURE' });
  expect(log).toHaveLength(1);
  expect(log[0]).toMatch(/^schema default-registry\/people: version 2 failed: BACKWARD, v2 reads v1: age: /);
  expect(await glue.send(new GetSchemaCommand({ SchemaId }))).toMatchObject({
    LatestSchemaVersion: 1,
    NextSchemaVersion: 3,
    SchemaCheckpoint: 1,
  });
  const latest = new GetSchemaVersionCommand({ SchemaId, SchemaVersionNumber: { LatestVersion: true } });
  expect((await glue.send(latest)).VersionNumber).toBe(1);
  const again = await register(glue, WITH_AGE);
  expect(again).toMatchObject({ SchemaVersionId: failed.SchemaVersionId, VersionNumber: 2, Status: 'FAILURE' });
  expect(await register(glue, WITH_NICKNAME)).toMatchObject({ VersionNumber: 3, Status: 'AVAILABLE' });
});

it('a definition registered again, however it is written, is the version it was', async () => {
  const { glue } = await startGlue();
  const { SchemaVersionId } = await create(glue, 'DISABLED');
  const rewritten = JSON.stringify(JSON.parse(PERSON), null, 2);
  expect(await register(glue, rewritten)).toMatchObject({ SchemaVersionId, VersionNumber: 1, Status: 'AVAILABLE' });
});

it('a schema that is DISABLED takes a first version and no second', async () => {
  const { glue } = await startGlue();
  await glue.send(new CreateSchemaCommand({ SchemaName: 'people', DataFormat: 'AVRO', Compatibility: 'DISABLED' }));
  expect(await register(glue, PERSON)).toMatchObject({ VersionNumber: 1, Status: 'AVAILABLE' });
  await expect(register(glue, WITH_NICKNAME)).rejects.toMatchObject({ name: 'InvalidInputException' });
});

it('a JSON schema whose change is not decided fails, and the log says why', async () => {
  const { glue, log } = await startGlue();
  const definition = (properties: object) => JSON.stringify({ type: 'object', not: { required: ['x'] }, properties });
  const SchemaDefinition = definition({});
  await glue.send(
    new CreateSchemaCommand({ SchemaName: 'people', DataFormat: 'JSON', Compatibility: 'FULL', SchemaDefinition }),
  );
  const other = JSON.stringify({ ...JSON.parse(definition({})), not: { required: ['y'] } });
  expect(await register(glue, other)).toMatchObject({ Status: 'FAILURE' });
  expect(log.join('\n')).toContain('version 2 failed');
});

it('lists versions newest first, page by page', async () => {
  const { glue } = await startGlue();
  await create(glue, 'NONE');
  for (const definition of [WITH_AGE, WITH_NICKNAME, WITH_AGE_AND_NICKNAME]) await register(glue, definition);
  const numbers: (number | undefined)[][] = [];
  let NextToken: string | undefined;
  do {
    const page = await glue.send(new ListSchemaVersionsCommand({ SchemaId, MaxResults: 2, NextToken }));
    numbers.push((page.Schemas ?? []).map(({ VersionNumber }) => VersionNumber));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  expect(numbers).toEqual([
    [4, 3],
    [2, 1],
  ]);
  const invented = new ListSchemaVersionsCommand({ SchemaId, NextToken: 'invented' });
  await expect(glue.send(invented)).rejects.toMatchObject({ name: 'InvalidInputException' });
});

describe('deleting versions', () => {
  const remove = (glue: GlueClient, Versions: string) =>
    glue.send(new DeleteSchemaVersionsCommand({ SchemaId, Versions }));
  const numbers = async (glue: GlueClient) =>
    (await glue.send(new ListSchemaVersionsCommand({ SchemaId }))).Schemas?.map(({ VersionNumber }) => VersionNumber);

  it('spares the first and the checkpoint, and deletes nothing of a range that has one of them', async () => {
    const { glue } = await startGlue();
    await create(glue, 'NONE');
    for (const definition of [WITH_AGE, WITH_NICKNAME]) await register(glue, definition);
    await glue.send(new UpdateSchemaCommand({ SchemaId, SchemaVersionNumber: { VersionNumber: 2 } }));
    const refused = { name: 'InvalidInputException' };
    await expect(remove(glue, '1')).rejects.toMatchObject({
      ...refused,
      message: expect.stringMatching(/first version/),
    });
    await expect(remove(glue, '2-3')).rejects.toMatchObject({
      ...refused,
      message: expect.stringMatching(/Version 2 is the checkpoint/),
    });
    expect(await numbers(glue)).toEqual([3, 2, 1]);
  });

  it('passes over numbers that no version has, and gives no number twice', async () => {
    const { glue } = await startGlue();
    await create(glue, 'NONE');
    for (const definition of [WITH_AGE, WITH_NICKNAME]) await register(glue, definition);
    expect(await remove(glue, '2-9')).toMatchObject({ SchemaVersionErrors: [] });
    expect(await numbers(glue)).toEqual([1]);
    expect(await register(glue, WITH_AGE)).toMatchObject({ VersionNumber: 4 });
  });
});

it('tells whether a definition is a sound schema, and what is wrong with it', async () => {
  const { glue } = await startGlue();
  const check = (SchemaDefinition: string) =>
    glue.send(new CheckSchemaVersionValidityCommand({ DataFormat: 'AVRO', SchemaDefinition }));
  expect(await check(PERSON)).toMatchObject({ Valid: true });
  const unsound = await check('{"type":"record","name":"Person"}');
  expect(unsound.Valid).toBe(false);
  expect(unsound.Error).toMatch(/fields/);
  await expect(create(glue, 'NONE', '{"type":"record","name":"Person"}')).rejects.toMatchObject({
    name: 'InvalidInputException',
    message: expect.stringMatching(/^Schema definition of AVRO data format is invalid: /),
  });
});

it('tells the difference of two versions as a JSON Patch', async () => {
  const { glue } = await startGlue();
  await create(glue, 'NONE');
  await register(glue, WITH_NICKNAME);
  const { Diff = '' } = await glue.send(
    new GetSchemaVersionsDiffCommand({
      SchemaId,
      FirstSchemaVersionNumber: { VersionNumber: 1 },
      SecondSchemaVersionNumber: { LatestVersion: true },
      SchemaDiffType: 'SYNTAX_DIFF',
    }),
  );
  const nickname = { name: 'nickname', type: ['null', 'string'], default: null };
  expect(JSON.parse(Diff)).toEqual([{ op: 'add', path: '/fields/-', value: nickname }]);
});
