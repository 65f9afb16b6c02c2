import { RetryableError } from '../ports/errors.ts';
import { type SchemaCatalog, type SchemaDefinition, SchemaNotUsable } from '../ports/schema-catalog.ts';
import { ProducerError } from './errors.ts';

/**
 * Looks each schema version up once, however many ask at the same time. What failed is asked for again by whoever comes next.
 *
 * @returns a lookup that throws `ProducerError`
 */
export function makeVersionIds(catalog: SchemaCatalog): (schema: SchemaDefinition) => Promise<string> {
  const found = new Map<string, Promise<string>>();
  return (schema) => {
    const name = JSON.stringify([schema.registryName, schema.schemaName, schema.definition]);
    const known = found.get(name);
    if (known) return known;
    const lookup = catalog.versionIdOf(schema).catch((error: unknown) => {
      found.delete(name);
      throw explained(error, schema);
    });
    found.set(name, lookup);
    return lookup;
  };
}

function explained(error: unknown, { registryName, schemaName }: SchemaDefinition): unknown {
  if (error instanceof SchemaNotUsable) return new ProducerError(error.message, { cause: error });
  const [why] = (error instanceof Error ? error.message : String(error)).split('\n', 1);
  const when = error instanceof RetryableError ? 'now ' : '';
  return new ProducerError(`cannot look up schema "${schemaName}" in registry ${registryName} ${when}(${why})`, {
    cause: error,
  });
}
