import type { SchemaFormat } from '../schemas/schema-kinds.ts';

/** A schema version as the registry holds it. */
export interface RegisteredVersion {
  /** UUID in lower case, as records name it. */
  readonly versionId: string;
  readonly registryName: string;
  readonly schemaName: string;
  readonly versionNumber: number;
  readonly format: SchemaFormat;
  readonly definition: string;
}

/** Where functions look up the schema versions that records name. */
export interface SchemaRegistry {
  /**
   * @returns undefined where the registry has no such version, or one that is not (yet) available
   * @throws RetryableError where the registry cannot answer now
   */
  versionById(versionId: string): Promise<RegisteredVersion | undefined>;
}
