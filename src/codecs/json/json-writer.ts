import type { AnyEventType } from '../../engine/event-type.ts';
import { draftOf } from '../../schemas/json/draft.ts';
import { DefinitionProblem, type FormatWriter, UnwritableEvent } from '../event-format.ts';
import { describeViolation, type EventValidator, validatorOf } from '../event-validator.ts';
import { compilerFor, withDraftAddress } from './schema-compiler.ts';

/**
 * Events as compact JSON objects in UTF-8. Today's version is checked by the validator generated from it; another one is compiled when
 * a sender first asks for it.
 */
export const jsonWriter: FormatWriter = {
  format: 'JSON',
  writerOf(type, version) {
    const validate = validatorUnder(type, version);
    return (event) => {
      if (typeof event !== 'object' || event === null || Array.isArray(event)) {
        throw new UnwritableEvent('an event must be an object');
      }
      try {
        if (validate(event)) return Buffer.from(JSON.stringify(event));
      } catch (error) {
        throw new UnwritableEvent(whyUnwritable(error));
      }
      throw new UnwritableEvent(describeViolation(validate));
    };
  },
};

/** What the schema says nothing of may still be no JSON: a bigint, an object that holds itself. */
function whyUnwritable(error: unknown): string {
  if (error instanceof RangeError) return 'it is nested too deeply';
  return `it cannot be written as JSON: ${firstLine(error)}`;
}

function validatorUnder(type: AnyEventType, version: number | undefined): EventValidator {
  const { versions } = type.schema;
  const wanted = version === undefined ? versions.at(-1) : versions.find((known) => known.version === version);
  if (!wanted) {
    const known = versions.map((each) => each.version).join(', ');
    throw new DefinitionProblem(
      `event type "${type.name}" has no schema version ${version}: it has ${known || 'none'}`,
    );
  }
  const generated = wanted === versions.at(-1) ? validatorOf(type) : undefined;
  if (generated) return generated;
  try {
    return compile(JSON.parse(wanted.definition));
  } catch (error) {
    throw new DefinitionProblem(`event type "${type.name}", schema version ${wanted.version}: ${firstLine(error)}`);
  }
}

function compile(definition: Readonly<Record<string, unknown>>): EventValidator {
  const draft = draftOf(definition);
  // What Ajv compiles reports violations in the form that the generated validators, its own work, do.
  return compilerFor(draft, { strict: false }).compile(withDraftAddress(definition, draft)) as EventValidator;
}

function firstLine(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n', 1);
  return line;
}
