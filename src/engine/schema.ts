import type { SchemaFormat } from '../schemas/schema-kinds.ts';

/** One committed version of a schema. */
export interface SchemaVersion {
  /** 1 for the first. */
  readonly version: number;
  /** The file's text, exactly as it is registered: JSON Schema or Avro JSON, or a `.proto` file. */
  readonly definition: string;
}

/**
 * The schema files of one event type and the type generated from them, bound together: `E` exists at compile time only, so an event
 * type cannot be declared with one schema and used with another's fields.
 */
export interface EventSchema<E> {
  readonly format: SchemaFormat;
  /**
   * Every committed version, oldest first. The last is today's: `E` is its type, and events written under an earlier (or later) one
   * are read as it.
   */
  readonly versions: readonly SchemaVersion[];
  /** Never present: carries `E`. */
  readonly __type?: E;
}
