import type { AnyEventType } from '../../engine/event-type.ts';
import { RejectedValue } from '../../engine/rejection.ts';
import { DefinitionProblem, type FormatReader } from '../event-format.ts';
import { describeViolation, type EventValidator, validatorOf } from '../event-validator.ts';
import { jsonObject } from './json-object.ts';

/**
 * Events as JSON objects. Whichever version they were written under, today's schema must admit them: so user code sees what its type
 * says, and functions carry no schema compiler.
 */
export const jsonReader: FormatReader = {
  format: 'JSON',
  readerOf(type) {
    const check = makeJsonCheck(type);
    return { writtenUnder: () => (buffer, start, end) => check(jsonObject(buffer, start, end)) };
  },
};

/**
 * Makes the check of an object against today's schema of its event type; it gives the object back.
 *
 * @throws DefinitionProblem where the schema has no generated validator
 */
export function makeJsonCheck(type: AnyEventType): (event: object) => object {
  const validate = validatorOf(type);
  if (!validate) {
    throw new DefinitionProblem(
      `event type "${type.name}": its schema has no validator: use the constant that \`npx millrace schemas types\` wrote to generated/`,
    );
  }
  return (event) => {
    const violation = violationOf(validate, event);
    if (violation === undefined) return event;
    throw new RejectedValue('INVALID_EVENT', `event "${type.name}" is not valid: ${violation}`);
  };
}

function violationOf(validate: EventValidator, event: object): string | undefined {
  try {
    return validate(event) ? undefined : describeViolation(validate);
  } catch {
    // Recursive schemas recurse as deep as the event is nested.
    return 'it is nested too deeply to be checked';
  }
}
