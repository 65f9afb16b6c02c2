import { GlueClient, paginateListSchemas, paginateListSchemaVersions } from '@aws-sdk/client-glue';
import { connectRegistry } from '../src/client/glue-registration.ts';
import type { OtherSchema } from './demos/demo.ts';
import type { SchemaVersion } from './verifier/evidence.ts';

export interface RegistryDeps {
  readonly pipeline: string;
  readonly endpoint: string;
  readonly region: string;
}

/** The schema registry of a pipeline. */
export interface Registry {
  /** Registers other teams' schemas, as often as one likes. @returns the ids of their versions by schema */
  register(schemas: readonly OtherSchema[]): Promise<ReadonlyMap<string, string>>;
  /** Every version of every schema in it. */
  versions(): Promise<SchemaVersion[]>;
}

export function connectToRegistry({ pipeline, endpoint, region }: RegistryDeps): Registry {
  const options = { endpoint, region };
  const RegistryName = `millrace-${pipeline}`;
  const client = new GlueClient(options);

  return {
    async register(schemas) {
      const ids = new Map<string, string>();
      const wanted = schemas.map(({ name, format, definition }) => {
        return { name, format, compatibility: 'BACKWARD' as const, versions: [{ version: 1, definition }] };
      });
      for await (const step of connectRegistry(options)(pipeline, wanted, { dryRun: false })) {
        if (step.what === 'version' && step.registered) ids.set(step.name, step.registered.versionId);
      }
      return ids;
    },
    async versions() {
      const versions: SchemaVersion[] = [];
      for await (const { Schemas = [] } of paginateListSchemas({ client }, { RegistryId: { RegistryName } })) {
        for (const { SchemaName: schema = '' } of Schemas) {
          const SchemaId = { RegistryName, SchemaName: schema };
          for await (const page of paginateListSchemaVersions({ client }, { SchemaId })) {
            for (const { SchemaVersionId: versionId = '', VersionNumber: version = 0 } of page.Schemas ?? []) {
              versions.push({ versionId, schema, version });
            }
          }
        }
      }
      return versions;
    },
  };
}
