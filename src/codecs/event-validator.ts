import type { AnyEventType } from '../engine/event-type.ts';

/**
 * Checks an event against its schema, as generated from it: `true`, or `false` and what is wrong in `errors`, innermost first, until
 * the next call.
 */
export interface EventValidator {
  (event: unknown): boolean;
  readonly errors?: readonly Violation[] | null;
}

/** A rule of the schema that an event breaks, as Ajv reports it; both texts come from the schema and the names of fields. */
interface Violation {
  readonly instancePath: string;
  readonly message?: string;
}

/** Names of fields may come from the event. */
const MAX_PATH_LENGTH = 200;

/** The validator that was generated beside an event type's schema, or undefined where there is none. */
export function validatorOf(type: AnyEventType): EventValidator | undefined {
  return 'validate' in type.schema && typeof type.schema.validate === 'function'
    ? (type.schema.validate as EventValidator)
    : undefined;
}

/** Which rule the event last checked breaks and where, without any of its values. */
export function describeViolation(validator: EventValidator): string {
  // Of a choice between schemas the last error tells of the choice, those before it of each branch.
  const violation = validator.errors?.at(-1);
  if (!violation) return 'it does not match the schema';
  const rule = violation.message ?? 'it does not match the schema';
  return violation.instancePath === '' ? rule : `${violation.instancePath.slice(0, MAX_PATH_LENGTH)} ${rule}`;
}
