import {
  CreateSchemaCommand,
  GetSchemaCommand,
  type GetSchemaCommandOutput,
  GetSchemaVersionCommand,
  type GlueClient,
  UpdateSchemaCommand,
} from '@aws-sdk/client-glue';
import { z } from 'zod';
import { COMPATIBILITIES } from '../../../../src/schemas/schema-kinds.ts';
import { DeployError } from '../deploy-error.ts';
import { boolean, integer, TAGS } from '../property.ts';
import { resourceType } from '../resource-type.ts';
import { ifFound } from './if-found.ts';

const DEFAULT_REGISTRY = 'default-registry';

const applied = z.strictObject({
  Name: z.string(),
  DataFormat: z.enum(['AVRO', 'JSON', 'PROTOBUF']),
  Compatibility: z.enum(COMPATIBILITIES),
  SchemaDefinition: z.string().optional(),
  Description: z.string().optional(),
  Registry: z.strictObject({ Arn: z.string().optional(), Name: z.string().optional() }).optional(),
  CheckpointVersion: z.strictObject({ IsLatest: boolean.optional(), VersionNumber: integer.optional() }).optional(),
});

type Properties = z.infer<typeof applied>;

/**
 * AWS::Glue::Schema. A schema that exists keeps its versions; compatibility, description and checkpoint follow the template as
 * CloudFormation's own handlers make them: a checkpoint is ignored at creation, and a change is sent with the compatibility in any
 * case, which Glue refuses without a checkpoint.
 */
export const glueSchema = resourceType({
  applied,
  withoutEffect: TAGS,
  async deploy(properties, { clients: { glue }, claim }) {
    const { Name, Registry } = properties;
    const registryName = Registry?.Name ?? Registry?.Arn?.split('/').at(-1) ?? DEFAULT_REGISTRY;
    const SchemaId = { RegistryName: registryName, SchemaName: Name };
    const existing = await ifFound(glue.send(new GetSchemaCommand({ SchemaId })));
    if (existing) await update(glue, existing, properties);
    else await create(glue, properties);
    const schema = existing ?? (await glue.send(new GetSchemaCommand({ SchemaId })));
    if (schema.SchemaArn === undefined) throw new DeployError(`schema ${Name} was not created`);
    const first = await firstVersion(glue, schema.SchemaArn);
    if (first?.SchemaVersionId === undefined) return { ref: schema.SchemaArn, attributes: { Arn: schema.SchemaArn } };
    if (properties.SchemaDefinition !== undefined) claim(`schema version ${first.SchemaVersionId}`);
    return {
      ref: schema.SchemaArn,
      attributes: { Arn: schema.SchemaArn, InitialSchemaVersionId: first.SchemaVersionId },
    };
  },
});

async function create(glue: GlueClient, properties: Properties): Promise<void> {
  const { Name, DataFormat, Compatibility, SchemaDefinition, Description, Registry } = properties;
  await glue.send(
    new CreateSchemaCommand({
      SchemaName: Name,
      DataFormat,
      Compatibility,
      SchemaDefinition,
      Description,
      RegistryId: Registry && { RegistryName: Registry.Name, RegistryArn: Registry.Arn },
    }),
  );
}

async function update(glue: GlueClient, existing: GetSchemaCommandOutput, wanted: Properties): Promise<void> {
  const SchemaId = { SchemaArn: existing.SchemaArn };
  const first = wanted.SchemaDefinition === undefined ? undefined : await firstVersion(glue, existing.SchemaArn);
  if (existing.DataFormat !== wanted.DataFormat) throw needsReplacement('DataFormat', wanted.Name);
  if (first && first.SchemaDefinition !== wanted.SchemaDefinition) {
    throw needsReplacement('SchemaDefinition', wanted.Name);
  }
  const { IsLatest, VersionNumber } = wanted.CheckpointVersion ?? {};
  const isChanged =
    existing.Compatibility !== wanted.Compatibility ||
    (wanted.Description !== undefined && existing.Description !== wanted.Description) ||
    (VersionNumber !== undefined && existing.SchemaCheckpoint !== VersionNumber);
  if (!isChanged) return;
  await glue.send(
    new UpdateSchemaCommand({
      SchemaId,
      Compatibility: wanted.Compatibility,
      Description: wanted.Description,
      SchemaVersionNumber: wanted.CheckpointVersion && { LatestVersion: IsLatest, VersionNumber },
    }),
  );
}

/** CloudFormation creates the replacement before it deletes the old schema, under the name that is taken. */
function needsReplacement(property: string, name: string): DeployError {
  const cure = 'keep it as it was, and add versions as AWS::Glue::SchemaVersion';
  return new DeployError(
    `schema ${name} already exists: another ${property} asks for a new schema of that name; ${cure}`,
  );
}

function firstVersion(glue: GlueClient, SchemaArn: string | undefined) {
  const command = new GetSchemaVersionCommand({ SchemaId: { SchemaArn }, SchemaVersionNumber: { VersionNumber: 1 } });
  return ifFound(glue.send(command));
}
