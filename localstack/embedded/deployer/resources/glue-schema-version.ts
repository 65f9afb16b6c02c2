import {
  DeleteSchemaVersionsCommand,
  GetSchemaByDefinitionCommand,
  GetSchemaVersionCommand,
  type GetSchemaVersionCommandOutput,
  type GlueClient,
  RegisterSchemaVersionCommand,
  type SchemaId,
} from '@aws-sdk/client-glue';
import { z } from 'zod';
import type { Clock } from '../../lambda/clock.ts';
import { DeployError } from '../deploy-error.ts';
import { resourceType } from '../resource-type.ts';
import { ifFound } from './if-found.ts';

/** CloudFormation waits for so long; it looks every 3 s. */
const PENDING_MS = 120_000;
const LOOK_EVERY_MS = 100;

/**
 * AWS::Glue::SchemaVersion. A version that exists stays as it is. One that Glue finds incompatible stops the deployment and is
 * deleted, as CloudFormation does when it rolls back.
 */
export const glueSchemaVersion = resourceType({
  applied: z.strictObject({
    Schema: z.strictObject({
      SchemaArn: z.string().optional(),
      SchemaName: z.string().optional(),
      RegistryName: z.string().optional(),
    }),
    SchemaDefinition: z.string(),
  }),
  withoutEffect: {},
  async deploy({ Schema, SchemaDefinition }, { clients: { glue }, clock, claim }) {
    const given = { SchemaId: Schema, SchemaDefinition };
    const existing = await ifFound(glue.send(new GetSchemaByDefinitionCommand(given)));
    const { SchemaVersionId: id } = existing ?? (await glue.send(new RegisterSchemaVersionCommand(given)));
    if (id === undefined) throw new DeployError('the schema version was not registered');
    claim(`schema version ${id}`);
    const version = await settled(glue, clock, id);
    if (version.Status !== 'AVAILABLE') {
      if (version.Status === 'FAILURE') await rollBack(glue, Schema, version);
      throw new DeployError(
        `schema evolution failure: version ${version.VersionNumber} of ${nameOf(version)} is ${reason(version)}`,
      );
    }
    return { ref: id, attributes: { VersionId: id } };
  },
});

async function settled(glue: GlueClient, clock: Clock, SchemaVersionId: string) {
  const untilMs = clock.now() + PENDING_MS;
  for (;;) {
    const version = await glue.send(new GetSchemaVersionCommand({ SchemaVersionId }));
    if (version.Status !== 'PENDING' || clock.now() >= untilMs) return version;
    await clock.sleep(LOOK_EVERY_MS);
  }
}

async function rollBack(glue: GlueClient, SchemaId: SchemaId, { VersionNumber }: GetSchemaVersionCommandOutput) {
  await glue.send(new DeleteSchemaVersionsCommand({ SchemaId, Versions: String(VersionNumber) }));
}

function nameOf({ SchemaArn }: GetSchemaVersionCommandOutput): string {
  return `schema ${SchemaArn?.split('/').at(-1) ?? ''}`;
}

function reason({ Status }: GetSchemaVersionCommandOutput): string {
  return Status === 'FAILURE'
    ? 'not compatible with the versions before it; change the definition, or the Compatibility of the schema'
    : `still ${Status} after ${PENDING_MS / 1_000} s`;
}
