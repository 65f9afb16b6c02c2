import { DefinitionError } from '../engine/errors.ts';
import type { Decoded } from '../engine/evaluate.ts';
import type { BareRecords } from '../engine/pipeline.ts';
import type { Plan, Route } from '../engine/plan.ts';
import { type EventDecoder, IGNORED, rejected, rejectedBy } from './event-decoder.ts';
import { DefinitionProblem } from './event-format.ts';
import { jsonObject, kindOf } from './json/json-object.ts';
import { makeJsonCheck } from './json/json-reader.ts';

interface CheckedRoute {
  readonly route: Route;
  readonly check: (event: object) => object;
}

const MAX_TYPE_LENGTH = 60;

/**
 * Makes the decoder of records that hold one JSON object each, without a registry's header.
 *
 * @throws DefinitionError where an event type's schema has no generated validator
 */
export function makeJsonDecoder(
  plan: Plan,
  { typeField, unknownTypes }: Pick<BareRecords, 'typeField' | 'unknownTypes'>,
): EventDecoder {
  const routes = checkedRoutes(plan);
  const [only] = routes.values();
  const known = [...routes.keys()].join(', ');

  const decodeTyped = (event: Readonly<Record<string, unknown>>, typeField: string): Decoded => {
    const type = event[typeField];
    if (typeof type !== 'string')
      return unknownType(`field "${typeField}" must name the event's type, got ${kindOf(type)}`);
    const target = routes.get(type);
    if (target) return checked(target, event);
    if (unknownTypes === 'ignore') return IGNORED;
    const given = JSON.stringify(type.slice(0, MAX_TYPE_LENGTH));
    return unknownType(`field "${typeField}" names the type ${given}, known are ${known}`);
  };

  return {
    decode(buffer, start, end) {
      try {
        const event = jsonObject(buffer, start, end);
        if (typeField !== undefined) return decodeTyped(event, typeField);
        return only ? checked(only, event) : IGNORED;
      } catch (error) {
        return rejectedBy(error);
      }
    },
    learn() {},
  };
}

function checked({ route, check }: CheckedRoute, event: object): Decoded {
  return { kind: 'event', route, event: check(event) };
}

function unknownType(message: string): Decoded {
  return rejected({ reason: 'UNKNOWN_EVENT_TYPE', message });
}

function checkedRoutes(plan: Plan): ReadonlyMap<string, CheckedRoute> {
  const routes = new Map<string, CheckedRoute>();
  const issues: string[] = [];
  for (const [name, route] of plan.routes) {
    try {
      routes.set(name, { route, check: makeJsonCheck(route.type) });
    } catch (error) {
      if (!(error instanceof DefinitionProblem)) throw error;
      issues.push(error.message);
    }
  }
  if (issues.length > 0) throw new DefinitionError(plan.pipeline.name, issues);
  return routes;
}
