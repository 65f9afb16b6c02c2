import { formatOf } from './formats.ts';
import type { SchemaFormat } from './schema-kinds.ts';

/**
 * One text for all ways to write the same definition, so that a reformatted file is found as the version it is.
 *
 * The same is: for AVRO and JSON whatever differs in white space and the order of attributes (for AVRO also in how names are
 * qualified), for PROTOBUF in white space and comments. Docs, defaults and aliases count. The service's own canonical form is not
 * documented.
 *
 * @returns the text itself where it is no sound definition
 */
export function canonicalForm(format: SchemaFormat, definition: string): string {
  const { problem, canonical } = formatOf(format);
  return problem(definition) === undefined ? canonical(definition) : definition;
}

/** One line for a person: why a text is no sound definition of its format, and where; undefined for one that is. */
export function validateDefinition(format: SchemaFormat, definition: string): string | undefined {
  return formatOf(format).problem(definition);
}
