import { DefinitionError } from '../engine/errors.ts';
import type { Decoded } from '../engine/evaluate.ts';
import type { Plan, Route } from '../engine/plan.ts';
import type { RejectReason } from '../engine/rejection.ts';
import { makeBase64TextReader } from './base64-text.ts';
import { describeViolation, type EventValidator, validatorOf } from './event-validator.ts';

/** Turns a record's data, base64 as Lambda hands it over, into an event that its schema admits. Total: it never throws. */
type Decoder = (dataBase64: string) => Decoded;

interface CheckedRoute {
  readonly route: Route;
  readonly validate: EventValidator;
}

const BYTE_ORDER_MARK = 0xfeff;
const MAX_TYPE_LENGTH = 60;
const IGNORED: Decoded = { kind: 'ignored' };

/**
 * Makes the decoder of records that hold one JSON object each.
 *
 * JSON numbers become doubles: a whole number beyond 2^53 loses digits before any schema sees it. Where such numbers or exact
 * decimals occur let the schema ask for text (`"type": "string"` with a pattern) and sum it with a declared scale.
 *
 * @throws DefinitionError where an event type's schema has no generated validator
 */
export function makeJsonDecoder(plan: Plan): Decoder {
  const routes = checkedRoutes(plan);
  const { records } = plan.pipeline;
  const { unknownTypes } = records;
  const typeField = records.format === 'json' ? records.typeField : records.withoutHeader?.typeField;
  const readText = makeBase64TextReader();
  const [only] = routes.values();
  const known = [...routes.keys()].join(', ');

  return (dataBase64) => {
    const text = readText(dataBase64);
    if (typeof text !== 'string') return { kind: 'rejected', rejection: text };
    let event: unknown;
    try {
      event = JSON.parse(text);
    } catch (error) {
      return rejected('UNDECODABLE', describeSyntax(text, error));
    }
    if (typeof event !== 'object' || event === null || Array.isArray(event)) {
      return rejected('UNDECODABLE', `the record must hold one JSON object, got ${kindOf(event)}`);
    }

    let target = only;
    if (typeField !== undefined) {
      const type = (event as Readonly<Record<string, unknown>>)[typeField];
      if (typeof type !== 'string') {
        return rejected('UNKNOWN_EVENT_TYPE', `field "${typeField}" must name the event's type, got ${kindOf(type)}`);
      }
      target = routes.get(type);
      if (target === undefined) {
        if (unknownTypes === 'ignore') return IGNORED;
        const given = JSON.stringify(type.slice(0, MAX_TYPE_LENGTH));
        return rejected('UNKNOWN_EVENT_TYPE', `field "${typeField}" names the type ${given}, known are ${known}`);
      }
    }
    return target === undefined ? IGNORED : checked(target, event);
  };
}

function checked({ route, validate }: CheckedRoute, event: object): Decoded {
  let violation: string;
  try {
    if (validate(event)) return { kind: 'event', route, event };
    violation = describeViolation(validate);
  } catch {
    // Recursive schemas recurse as deep as the event is nested.
    violation = 'it is nested too deeply to be checked';
  }
  return rejected('INVALID_EVENT', `event "${route.type.name}" is not valid: ${violation}`);
}

function checkedRoutes(plan: Plan): ReadonlyMap<string, CheckedRoute> {
  const routes = new Map<string, CheckedRoute>();
  const issues: string[] = [];
  for (const [name, route] of plan.routes) {
    const validate = validatorOf(route.type);
    if (validate) routes.set(name, { route, validate });
    else {
      issues.push(
        `event type "${name}": its schema has no validator: use the constant that scripts/generate-types.ts wrote to generated/`,
      );
    }
  }
  if (issues.length > 0) throw new DefinitionError(plan.pipeline.name, issues);
  return routes;
}

/** Where the JSON ends to be JSON. The parser's own message quotes the record, so only its position is taken. */
function describeSyntax(text: string, error: unknown): string {
  if (text === '') return 'the record is empty';
  if (text.charCodeAt(0) === BYTE_ORDER_MARK)
    return 'the record starts with a byte order mark, which JSON does not allow';
  const position = error instanceof Error ? /at position (\d+)/.exec(error.message)?.[1] : undefined;
  return position === undefined ? 'the record is not JSON' : `the record is not JSON from character ${position} on`;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  return Array.isArray(value) ? 'array' : typeof value;
}

function rejected(reason: RejectReason, message: string): Decoded {
  return { kind: 'rejected', rejection: { reason, message } };
}
