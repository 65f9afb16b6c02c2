import type { FieldPlan, ReadPlan } from './read-plan.ts';

/**
 * Where an event lacks a required field (proto2), `items.price`, or undefined where it lacks none. Looked for once all is read, since a
 * message may come in pieces.
 */
export function missingRequired(plan: ReadPlan, message: object): string | undefined {
  const missing = plan.required.find((name) => !Object.hasOwn(message, name));
  if (missing !== undefined) return missing;
  for (const field of plan.byNumber.values()) {
    const found = missingBelow(field, message);
    if (found !== undefined) return `${field.name}.${found}`;
  }
  return undefined;
}

function missingBelow({ name, shape, value }: FieldPlan, message: object): string | undefined {
  if (value.kind === 'scalar') return undefined;
  const held: unknown = Object.hasOwn(message, name) ? Reflect.get(message, name) : undefined;
  if (typeof held !== 'object' || held === null) return undefined;
  if (shape === 'single') return missingRequired(value.message, held);
  for (const element of Object.values(held)) {
    const found = missingRequired(value.message, element);
    if (found !== undefined) return found;
  }
  return undefined;
}
