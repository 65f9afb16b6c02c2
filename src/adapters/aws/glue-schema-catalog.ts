import {
  GetSchemaByDefinitionCommand,
  type GetSchemaByDefinitionCommandOutput,
  type GlueClient,
} from '@aws-sdk/client-glue';
import type { Clock } from '../../ports/clock.ts';
import { RetryableError } from '../../ports/errors.ts';
import { type SchemaCatalog, type SchemaDefinition, SchemaNotUsable } from '../../ports/schema-catalog.ts';
import { answerTo } from './aws-errors.ts';

export interface GlueSchemaCatalogDeps {
  readonly client: Pick<GlueClient, 'send'>;
  readonly clock: Clock;
  /** Uniform in [0, 1): spreads the retries of many senders that start together. */
  readonly random: () => number;
}

/** The rates that Glue allows are low and not documented: the last attempt comes after about a minute at most. */
const MAX_ATTEMPTS = 8;
const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 20_000;

/** Looks schema versions up in Glue Schema Registry by their text (API reference, GetSchemaByDefinition). */
export function makeGlueSchemaCatalog({ client, clock, random }: GlueSchemaCatalogDeps): SchemaCatalog {
  const lookUp = (schema: SchemaDefinition): Promise<GetSchemaByDefinitionCommandOutput> => {
    const command = new GetSchemaByDefinitionCommand({
      SchemaId: { RegistryName: schema.registryName, SchemaName: schema.schemaName },
      SchemaDefinition: schema.definition,
    });
    return answerTo('looking up a schema', client.send(command));
  };

  return {
    async versionIdOf(schema) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return usableId(schema, await lookUp(schema));
        } catch (error) {
          if (isNotFound(error)) throw new SchemaNotUsable(missing(schema), { cause: error });
          if (!(error instanceof RetryableError) || attempt === MAX_ATTEMPTS) throw error;
        }
        await clock.after(random() * Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt));
      }
    },
  };
}

function usableId(
  { registryName, schemaName }: SchemaDefinition,
  { SchemaVersionId, Status }: GetSchemaByDefinitionCommandOutput,
): string {
  if (SchemaVersionId !== undefined && Status === 'AVAILABLE') return SchemaVersionId.toLowerCase();
  const why =
    Status === 'FAILURE'
      ? 'the registry found it incompatible with the versions before it'
      : 'it can be written under once it is AVAILABLE';
  throw new SchemaNotUsable(
    `a version of schema "${schemaName}" in registry ${registryName} has status ${Status}: ${why}`,
  );
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && error.name === 'EntityNotFoundException';
}

function missing({ registryName, schemaName }: SchemaDefinition): string {
  const pipeline = registryName.replace(/^millrace-/, '');
  return `registry ${registryName} has no schema "${schemaName}" with the text that is committed: run npx millrace schemas register ${pipeline}, or deploy the pipeline`;
}
