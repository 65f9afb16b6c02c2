import { Ajv } from 'ajv';
import type { EventValidator } from '../../src/codecs/event-validator.ts';
import type { EventSchema } from '../../src/engine/index.ts';

/** A schema with its validator, compiled here and now: for tests that make up their own event types. */
export function compiledSchema<E>(
  definition: Readonly<Record<string, unknown>>,
): EventSchema<E> & { readonly validate: EventValidator } {
  const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(definition);
  return {
    format: 'JSON',
    versions: [{ version: 1, definition: JSON.stringify(definition) }],
    validate: validate as EventValidator,
  };
}
