import type { Compatibility, SchemaFormat } from '../../../src/schemas/schema-kinds.ts';
import type { KeyValueJournal } from '../journal.ts';

/** What is known of registries, schemas and versions, as it is kept. Times are epoch ms. */

export type Tags = Readonly<Record<string, string>>;

export interface Registry {
  readonly name: string;
  readonly description?: string | undefined;
  readonly tags: Tags;
  readonly createdMs: number;
  readonly updatedMs: number;
}

export interface Schema {
  readonly registryName: string;
  readonly name: string;
  readonly format: SchemaFormat;
  readonly compatibility: Compatibility;
  readonly description?: string | undefined;
  readonly tags: Tags;
  /** The version that `UpdateSchema` has marked last; it and the first cannot be deleted. */
  readonly checkpoint: number;
  /** The number of the next version: numbers are never given twice. */
  readonly nextVersion: number;
  readonly createdMs: number;
  readonly updatedMs: number;
}

export interface Version {
  /** UUID in lower case. */
  readonly id: string;
  readonly registryName: string;
  readonly schemaName: string;
  readonly number: number;
  /** The text as it was registered. */
  readonly definition: string;
  /** What the check of compatibility came to. */
  readonly outcome: 'AVAILABLE' | 'FAILURE';
  readonly createdMs: number;
  /** When the outcome shows; until then the version is PENDING. */
  readonly settledMs: number;
  readonly metadata: readonly Metadata[];
}

export interface Metadata {
  readonly key: string;
  readonly value: string;
  readonly createdMs: number;
}

export interface GlueJournals {
  readonly registries: KeyValueJournal<Registry>;
  readonly schemas: KeyValueJournal<Schema>;
  readonly schemaVersions: KeyValueJournal<Version>;
}

/** Registries, schemas and versions; what has returned is kept over the death of the process where there is a data directory. */
export interface RegistryStore {
  /** By name. */
  registries(): Registry[];
  registry(name: string): Registry | undefined;
  saveRegistry(registry: Registry): void;
  removeRegistry(registry: Registry): void;
  /** By registry and name. */
  schemas(): Schema[];
  schema(registryName: string, name: string): Schema | undefined;
  saveSchema(schema: Schema): void;
  removeSchema(schema: Schema): void;
  /** Versions of one schema, oldest first. */
  versionsOf(schema: Schema): Version[];
  version(id: string): Version | undefined;
  /** Of all schemas together. */
  versionCount(): number;
  saveVersion(version: Version): void;
  removeVersion(version: Version): void;
}

export function makeRegistryStore({ registries, schemas, schemaVersions: versions }: GlueJournals): RegistryStore {
  const versionsOf = (schema: Schema): Version[] =>
    [...versions.entries()]
      .map(([, version]) => version)
      .filter(({ registryName, schemaName }) => registryName === schema.registryName && schemaName === schema.name)
      .sort((a, b) => a.number - b.number);
  const removeSchema = (schema: Schema): void => {
    // Versions first: left behind by a death in between, they would belong to the next schema of that name.
    for (const version of versionsOf(schema)) versions.delete(version.id);
    schemas.delete(keyOf(schema.registryName, schema.name));
  };
  const allSchemas = () => sorted(schemas);
  return {
    registries: () => sorted(registries),
    registry: (name) => registries.get(name),
    saveRegistry: (registry) => registries.set(registry.name, registry),
    removeRegistry(registry) {
      for (const schema of allSchemas()) if (schema.registryName === registry.name) removeSchema(schema);
      registries.delete(registry.name);
    },
    schemas: allSchemas,
    schema: (registryName, name) => schemas.get(keyOf(registryName, name)),
    saveSchema: (schema) => schemas.set(keyOf(schema.registryName, schema.name), schema),
    removeSchema,
    versionsOf,
    version: (id) => versions.get(id),
    versionCount: () => [...versions.entries()].length,
    saveVersion: (version) => versions.set(version.id, version),
    removeVersion: (version) => versions.delete(version.id),
  };
}

/** Names hold no slash. */
function keyOf(registryName: string, name: string): string {
  return `${registryName}/${name}`;
}

function sorted<V>(journal: KeyValueJournal<V>): V[] {
  return [...journal.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}
