import type { Clock } from '../../ports/clock.ts';
import { RetryableError } from '../../ports/errors.ts';
import type { RegisteredVersion, SchemaRegistry } from '../../ports/schema-registry.ts';
import type { SchemaFormat } from '../../schemas/schema-kinds.ts';
import { answerTo } from './aws-errors.ts';
import type { GlueRequest } from './glue-request.ts';

export interface GlueSchemaRegistryDeps {
  readonly request: GlueRequest;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

const FORMATS: ReadonlySet<unknown> = new Set<SchemaFormat>(['AVRO', 'JSON', 'PROTOBUF']);
const MAX_ATTEMPTS = 4;
const FIRST_DELAY_MS = 100;

/** AWS Glue Schema Registry. Throttling and failures of the service are tried again a few times, with jitter, then transient. */
export function makeGlueSchemaRegistry({ request, clock, random }: GlueSchemaRegistryDeps): SchemaRegistry {
  const ask = async (versionId: string): Promise<Readonly<Record<string, unknown>> | undefined> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await answerTo(
          'asking for a schema version',
          request('GetSchemaVersion', { SchemaVersionId: versionId }),
        );
      } catch (error) {
        if (error instanceof Error && error.name === 'EntityNotFoundException') return undefined;
        if (!(error instanceof RetryableError) || attempt === MAX_ATTEMPTS) throw error;
        await clock.after(Math.ceil(random() * FIRST_DELAY_MS * 2 ** attempt));
      }
    }
  };

  return {
    async versionById(versionId) {
      const answer = await ask(versionId);
      return answer?.Status === 'AVAILABLE' ? versionOf(versionId, answer) : undefined;
    },
  };
}

/** @throws Error where the service answered something else than it documents */
function versionOf(versionId: string, answer: Readonly<Record<string, unknown>>): RegisteredVersion {
  const { SchemaArn, SchemaDefinition, DataFormat, VersionNumber } = answer;
  // arn:aws:glue:<region>:<account>:schema/<registry>/<schema>
  const [, registryName, schemaName] = typeof SchemaArn === 'string' ? SchemaArn.split('/') : [];
  if (!registryName || !schemaName || typeof SchemaDefinition !== 'string' || !FORMATS.has(DataFormat)) {
    throw new Error(`Glue described schema version ${versionId} in a form that is not known: ${String(SchemaArn)}`);
  }
  return {
    versionId,
    registryName,
    schemaName,
    versionNumber: Number(VersionNumber),
    format: DataFormat as SchemaFormat,
    definition: SchemaDefinition,
  };
}
