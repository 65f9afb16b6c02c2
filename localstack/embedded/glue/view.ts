import type { Registry, RegistryStore, Schema, Version } from './registry-store.ts';
import { latestNumber, statusOf } from './version-status.ts';

/** Where the registry is, for ARNs. */
export interface Account {
  readonly accountId: string;
  readonly region: string;
}

/** Registries, schemas and versions as answers show them. */
export interface View {
  registryArn(name: string): string;
  schemaArn(schema: { readonly registryName: string; readonly name: string }): string;
  registry(registry: Registry): object;
  /** What CreateSchema and GetSchema tell alike. */
  schema(schema: Schema): object;
  schemaListItem(schema: Schema): object;
  /** What GetSchemaVersion and ListSchemaVersions tell alike. */
  version(version: Version): object;
}

export function makeView(store: RegistryStore, { accountId, region }: Account, clock: () => number): View {
  const arn = (resource: string) => `arn:aws:glue:${region}:${accountId}:${resource}`;
  const registryArn = (name: string) => arn(`registry/${name}`);
  const schemaArn: View['schemaArn'] = ({ registryName, name }) => arn(`schema/${registryName}/${name}`);
  return {
    registryArn,
    schemaArn,
    registry: (registry) => ({
      RegistryName: registry.name,
      RegistryArn: registryArn(registry.name),
      Description: registry.description,
      Status: 'AVAILABLE',
      ...timesOf(registry),
    }),
    schema: (schema) => ({
      RegistryName: schema.registryName,
      RegistryArn: registryArn(schema.registryName),
      SchemaName: schema.name,
      SchemaArn: schemaArn(schema),
      Description: schema.description,
      DataFormat: schema.format,
      Compatibility: schema.compatibility,
      SchemaCheckpoint: schema.checkpoint,
      LatestSchemaVersion: latestNumber(store.versionsOf(schema), clock()),
      NextSchemaVersion: schema.nextVersion,
      SchemaStatus: 'AVAILABLE',
    }),
    schemaListItem: (schema) => ({
      RegistryName: schema.registryName,
      SchemaName: schema.name,
      SchemaArn: schemaArn(schema),
      Description: schema.description,
      SchemaStatus: 'AVAILABLE',
      ...timesOf(schema),
    }),
    version: (version) => ({
      SchemaArn: schemaArn({ registryName: version.registryName, name: version.schemaName }),
      SchemaVersionId: version.id,
      VersionNumber: version.number,
      Status: statusOf(version, clock()),
      CreatedTime: timeText(version.createdMs),
    }),
  };
}

/** Times of Glue Schema Registry are texts, unlike those of other AWS JSON services. */
export function timeText(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

export function timesOf({ createdMs, updatedMs }: { readonly createdMs: number; readonly updatedMs: number }) {
  return { CreatedTime: timeText(createdMs), UpdatedTime: timeText(updatedMs) };
}
