import { type SchemaFile, SchemaFileError } from './schema-files.ts';

/** A parsed JSON Schema. */
export type JsonDefinition = Readonly<Record<string, unknown>>;

/** @throws SchemaFileError for a file that is not a JSON object */
export function parseJsonDefinition({ path, definition }: SchemaFile): JsonDefinition {
  let parsed: unknown;
  try {
    parsed = JSON.parse(definition);
  } catch (error) {
    throw new SchemaFileError(`${path}: not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (isObject(parsed)) return parsed;
  throw new SchemaFileError(`${path}: a schema is a JSON object, got ${Array.isArray(parsed) ? 'an array' : parsed}`);
}

/**
 * Parses a JSON Schema by which events are read.
 *
 * @throws SchemaFileError for one that is not a schema of an object, or does not say whether the object is open
 */
export function parseEventDefinition(file: SchemaFile): JsonDefinition {
  const parsed = parseJsonDefinition(file);
  if (parsed.type !== 'object') {
    throw new SchemaFileError(`${file.path}: an event is a JSON object: its schema must say "type": "object"`);
  }
  if (parsed.additionalProperties === undefined) {
    throw new SchemaFileError(
      `${file.path}: "additionalProperties" is missing: say false to refuse fields that are not listed, true to let them pass`,
    );
  }
  return parsed;
}

function isObject(value: unknown): value is JsonDefinition {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
