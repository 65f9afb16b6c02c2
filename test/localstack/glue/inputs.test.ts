import {
  CreateRegistryCommand,
  CreateSchemaCommand,
  GetRegistryCommand,
  GetSchemaCommand,
  GetSchemaVersionCommand,
  ListRegistriesCommand,
  RegisterSchemaVersionCommand,
} from '@aws-sdk/client-glue';
import { expect, it } from 'vitest';
import { PERSON, startGlue } from './start-glue.ts';

/** Sends a body as no SDK would. */
async function call(endpoint: string, operation: string, body: object) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'x-amz-target': `AWSGlue.${operation}`, 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify(body),
  });
  return { status: response.status, ...JSON.parse(await response.text()) };
}

it('refuses what the API reference excludes, in the words of the service', async () => {
  const { glue, endpoint } = await startGlue();
  const schema = { SchemaName: 'people', DataFormat: 'AVRO', Compatibility: 'NONE', SchemaDefinition: PERSON } as const;
  const longest = `"${' '.repeat(170_000 - 8)}string"`;
  const cases: readonly (readonly [Promise<unknown>, RegExp])[] = [
    [glue.send(new CreateRegistryCommand({ RegistryName: 'a b' })), /characters that are not valid.*registryName/],
    [glue.send(new CreateRegistryCommand({ RegistryName: 'a'.repeat(256) })), /too many or too few.*registryName/],
    [glue.send(new CreateSchemaCommand({ ...schema, SchemaName: '' })), /too many or too few.*schemaName/],
    [glue.send(new CreateSchemaCommand({ ...schema, SchemaDefinition: `${longest} ` })), /schemaDefinition/],
    [glue.send(new ListRegistriesCommand({ MaxResults: 101 })), /'101' at 'MaxResults'.*at most 100/],
    [glue.send(new GetSchemaCommand({ SchemaId: { SchemaName: 'people' } })), /At least one of/],
    [
      glue.send(new GetSchemaCommand({ SchemaId: { SchemaName: 'people', SchemaArn: 'arn:aws:glue:r:a:schema/r/s' } })),
      /both cannot be provided/,
    ],
    [
      glue.send(new GetRegistryCommand({ RegistryId: { RegistryArn: 'arn:aws:glue:r:a:table/x' } })),
      /not valid.*registryArn/,
    ],
    [glue.send(new GetSchemaVersionCommand({ SchemaVersionId: 'A'.repeat(36) })), /not valid.*schemaVersionId/],
    [
      glue.send(
        new GetSchemaVersionCommand({
          SchemaVersionId: '00000000-0000-0000-0000-000000000000',
          SchemaVersionNumber: { LatestVersion: true },
        }),
      ),
      /No other input parameters/,
    ],
  ];
  for (const [answer, message] of cases) {
    await expect(answer).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: expect.stringMatching(message),
      $metadata: { httpStatusCode: 400 },
    });
  }
  const missing =
    "1 validation error detected: Value null at 'SchemaName' failed to satisfy constraint: Member must not be null";
  expect(await call(endpoint, 'CreateSchema', { DataFormat: 'AVRO' })).toEqual({
    status: 400,
    __type: 'InvalidInputException',
    message: missing,
  });
  expect(await call(endpoint, 'CreateSchema', { ...schema, DataFormat: 'XML' })).toMatchObject({
    message: 'Data format is not valid.',
  });
  expect(await call(endpoint, 'CreateSchema', { ...schema, Compatibility: 'SOME' })).toMatchObject({
    message: 'Compatibility is not valid.',
  });
  expect(await call(endpoint, 'CreateSchema', { ...schema, SchemaName: 5 })).toMatchObject({
    __type: 'SerializationException',
  });
});

it('takes names of 255 characters and definitions of 170,000', async () => {
  const { glue } = await startGlue();
  const SchemaName = '-_$#.'.repeat(51);
  const longest = `"string"`.padEnd(170_000);
  await glue.send(
    new CreateSchemaCommand({ SchemaName, DataFormat: 'AVRO', Compatibility: 'NONE', SchemaDefinition: longest }),
  );
  const SchemaId = { SchemaName, RegistryName: 'default-registry' };
  const found = await glue.send(new RegisterSchemaVersionCommand({ SchemaId, SchemaDefinition: '"string"' }));
  expect(found.VersionNumber).toBe(1);
});
