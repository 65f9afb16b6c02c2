import type { Compatibility, SchemaFormat } from '../schemas/schema-kinds.ts';

/** A schema by name. */
export interface SchemaRef {
  readonly registry: string;
  readonly name: string;
}

/** What a registry holds for all versions of a schema. */
export interface RegisteredSchema {
  readonly format: SchemaFormat;
  readonly compatibility: Compatibility;
}

/** A schema that is not there yet, with its first version. */
export interface NewSchema extends RegisteredSchema {
  readonly definition: string;
}

/** A version as the registry has it. */
export interface VersionState {
  /** UUID in lower case, as records name it. */
  readonly versionId: string;
  readonly versionNumber: number;
  /** `PENDING`: its check is not over. `FAILURE`: the registry found it incompatible with the versions before it. */
  readonly status: 'AVAILABLE' | 'PENDING' | 'FAILURE' | 'DELETING';
  readonly definition: string;
}

/**
 * Where committed schemas are registered. What makes or finds a version waits until the registry has checked it, up to two minutes.
 */
export interface SchemaRegistrar {
  hasRegistry(name: string): Promise<boolean>;
  /** Does nothing where it is there already. */
  createRegistry(name: string): Promise<void>;
  /** Undefined where the registry has no such schema. */
  findSchema(schema: SchemaRef): Promise<RegisteredSchema | undefined>;
  /** Makes a schema and its first version; where it is there already, registers the definition as another version. */
  createSchema(schema: SchemaRef, made: NewSchema): Promise<VersionState>;
  /** What later versions are checked by, from the latest on. */
  setCompatibility(schema: SchemaRef, compatibility: Compatibility): Promise<void>;
  /** The version of this definition, undefined where there is none. */
  findVersion(schema: SchemaRef, definition: string): Promise<VersionState | undefined>;
  /** The newest version that is available. */
  latestVersion(schema: SchemaRef): Promise<VersionState>;
  /** Registers a definition as the next version. */
  register(schema: SchemaRef, definition: string): Promise<VersionState>;
}
