import { Ajv } from 'ajv';
import draft6 from 'ajv/dist/refs/json-schema-draft-06.json' with { type: 'json' };
import draft4 from 'ajv-draft-04';
import type { EventValidator } from '../../../src/codecs/event-validator.ts';
import { type AnyEventType, eventType } from '../../../src/engine/event-type.ts';
import type { EventSchema } from '../../../src/engine/schema.ts';
import type { SchemaFormat } from '../../../src/schemas/schema-kinds.ts';

/** An event that must come out the same whoever wrote it and whoever reads it. */
export interface InteropCase {
  /** Its schema has one version. */
  readonly type: AnyEventType;
  /** As user code sees it. */
  readonly event: Readonly<Record<string, unknown>>;
  /** As Java has it, where that differs: a choice of several types always tells which. */
  readonly inJava?: Readonly<Record<string, unknown>>;
  /** As Python has it, where that differs: a choice of several types never tells which. */
  readonly inPython?: Readonly<Record<string, unknown>>;
  /** Java registers a text that says the same in other words. */
  readonly isRewordedByJava?: boolean;
}

/** An event type of these versions, as generated modules declare it. */
export function typeOf(name: string, format: SchemaFormat, ...definitions: readonly string[]): AnyEventType {
  const versions = definitions.map((definition, index) => ({ version: index + 1, definition }));
  const today = definitions.at(-1) ?? '';
  const validate = format === 'JSON' ? { validate: validatorOf(JSON.parse(today)) } : {};
  const schema: EventSchema<Readonly<Record<string, unknown>>> = Object.assign({ format, versions }, validate);
  return eventType(name, {
    schema,
    eventTimeMs: () => 0,
    partitionKey: () => 'k',
  });
}

function validatorOf(definition: Readonly<Record<string, unknown>>): EventValidator {
  const isDraft4 = String(definition.$schema).includes('draft-04');
  const ajv = isDraft4 ? new draft4.default({ allowUnionTypes: true }) : new Ajv({ allowUnionTypes: true });
  if (!isDraft4) ajv.addMetaSchema(draft6);
  // What Ajv compiles reports violations in the form that the generated validators, its own work, do.
  return ajv.compile(definition) as EventValidator;
}

/** The text of a version; default today's. */
export function definitionOf({ schema }: AnyEventType, version?: number): string {
  const found = schema.versions.find((each) => each.version === version) ?? schema.versions.at(-1);
  return found?.definition ?? '';
}

/** The message that is the event, below the package. */
export function messageOf({ name }: AnyEventType): string {
  return name.replace(/(?:^|-)([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}
