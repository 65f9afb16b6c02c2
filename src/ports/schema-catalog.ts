/** What a schema version is registered as. */
export interface SchemaDefinition {
  readonly registryName: string;
  readonly schemaName: string;
  /** The schema file's text, unchanged. */
  readonly definition: string;
}

/** Where senders look up the id that their records are to name. */
export interface SchemaCatalog {
  /**
   * @returns the id of the registered version, a UUID in lower case
   * @throws SchemaNotUsable where the registry has no such version, or one that is not available
   * @throws RetryableError where the registry cannot answer now
   */
  versionIdOf(schema: SchemaDefinition): Promise<string>;
}

/** A schema version that nothing can be written under now; the message is one line that says what to do. */
export class SchemaNotUsable extends Error {
  override readonly name = 'SchemaNotUsable';
}
