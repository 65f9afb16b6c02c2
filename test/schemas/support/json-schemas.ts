import type { Tape } from '../../support/tape.ts';

/** A JSON Schema as it is written down. */
export type Drawn = { [keyword: string]: unknown };

const NAMES = ['id', 'delay', 'tags', 'next', 'kind'];
const MAX_DEPTH = 3;

/** An object schema of draft 7, with a definition that may hold itself. */
export function drawSchema(tape: Tape): Drawn {
  const node = tape.once(3)
    ? { definitions: { node: objectOf(tape, 1) } }
    : { definitions: { node: { type: 'string' } } };
  return { $schema: 'http://json-schema.org/draft-07/schema#', ...objectOf(tape, 0), ...node };
}

function objectOf(tape: Tape, depth: number): Drawn {
  const names = NAMES.slice(0, 1 + tape.below(4));
  const properties = Object.fromEntries(names.map((name) => [name, anyOf(tape, depth + 1)]));
  const required = names.filter(() => tape.once(2));
  return {
    type: 'object',
    properties,
    ...(required.length > 0 ? { required } : {}),
    ...(tape.once(2) ? { additionalProperties: tape.oneOf<unknown>([false, { type: 'string' }, true]) } : {}),
    ...(tape.once(6) ? { minProperties: tape.below(3) } : {}),
  };
}

function anyOf(tape: Tape, depth: number): Drawn {
  const choice = depth < MAX_DEPTH ? tape.below(13) : tape.below(9);
  switch (choice) {
    case 0:
      return {};
    case 1:
      return { type: 'string', ...maybe(tape, 'minLength', [1, 2]), ...maybe(tape, 'maxLength', [1, 3, 5]) };
    case 2:
      return { type: 'string', ...maybe(tape, 'pattern', ['^[ab]', 'b']), ...maybe(tape, 'format', ['date', 'uuid']) };
    case 3:
    case 4:
      return {
        type: tape.oneOf(['integer', 'number']),
        ...maybe(tape, 'minimum', [0, 0.5, 1]),
        ...maybe(tape, 'exclusiveMaximum', [2, 3, 10]),
        ...maybe(tape, 'multipleOf', [1, 2, 4]),
      };
    case 5:
      return { enum: ['a', 'ab', 1, null, true, { a: 1 }].slice(tape.below(3), 3 + tape.below(4)) };
    case 6:
      return { const: tape.oneOf<unknown>(['a', 1, null]) };
    case 7:
      return { type: [tape.oneOf(['string', 'integer']), tape.oneOf(['null', 'boolean'])] };
    case 8:
      return { $ref: '#/definitions/node' };
    case 9:
      return objectOf(tape, depth);
    case 10:
      return {
        type: 'array',
        items: tape.once(3) ? [anyOf(tape, depth + 1), anyOf(tape, depth + 1)] : anyOf(tape, depth + 1),
        ...maybe<unknown>(tape, 'additionalItems', [false, { type: 'string' }]),
        ...maybe(tape, 'maxItems', [1, 2]),
        ...maybe(tape, 'uniqueItems', [true, false]),
      };
    case 11:
      return { [tape.oneOf(['anyOf', 'allOf', 'oneOf'])]: [anyOf(tape, depth + 1), anyOf(tape, depth + 1)] };
    default:
      return tape.oneOf<Drawn>([
        { not: { type: 'string' } },
        { type: 'object', patternProperties: { '^d': { type: 'string' } }, additionalProperties: false },
        { type: 'object', propertyNames: { maxLength: 3 } },
        { type: 'object', dependencies: { id: ['kind'] } },
        { type: 'array', contains: { type: 'integer' } },
        { if: { type: 'string' }, else: { minimum: 2 } },
      ]);
  }
}

function maybe<T>(tape: Tape, keyword: string, values: readonly T[]): Drawn {
  return tape.once(2) ? { [keyword]: tape.oneOf(values) } : {};
}

/** The next version: some schemas within it drawn anew, keywords added, dropped and changed. */
export function evolveSchema(before: Drawn, tape: Tape): Drawn {
  return { ...changed(before, tape, 0), $schema: before.$schema, definitions: definitionsOf(before, tape) };
}

function definitionsOf({ definitions }: Drawn, tape: Tape): unknown {
  const drawn = tape.once(3) ? anyOf(tape, MAX_DEPTH) : undefined;
  // A reference to itself leads nowhere.
  return drawn && drawn.$ref === undefined ? { node: drawn } : definitions;
}

function changed(schema: Drawn, tape: Tape, depth: number): Drawn {
  const result: Drawn = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword !== 'type' && tape.once(12)) continue;
    result[keyword] = changedValue(keyword, value, tape, depth);
  }
  if (tape.once(12)) Object.assign(result, extra(tape));
  return result;
}

function changedValue(keyword: string, value: unknown, tape: Tape, depth: number): unknown {
  if (typeof value === 'number') return tape.once(4) ? Math.max(0, value + tape.oneOf([-1, 1])) || 1 : value;
  if (keyword === 'properties') return changedProperties(value as Drawn, tape, depth);
  if (keyword === 'type' && value === 'integer' && tape.once(4)) return 'number';
  if (keyword === 'enum' && Array.isArray(value) && tape.once(3))
    return tape.once(2) ? [...value, 'new'] : value.slice(0, 1);
  if (Array.isArray(value) && typeof value[0] === 'object' && keyword !== 'enum') {
    return value.map((part) => changed(part as Drawn, tape, depth + 1));
  }
  const isSchema = keyword === 'items' || keyword === 'not' || keyword === 'additionalProperties';
  return isSchema && typeof value === 'object' ? changed(value as Drawn, tape, depth + 1) : value;
}

function changedProperties(properties: Drawn, tape: Tape, depth: number): Drawn {
  const result: Drawn = {};
  for (const [name, schema] of Object.entries(properties)) {
    if (tape.once(8)) continue;
    result[name] = tape.once(10) ? anyOf(tape, depth + 2) : changed(schema as Drawn, tape, depth + 1);
  }
  if (tape.once(4)) result[tape.oneOf([...NAMES, 'added'])] = anyOf(tape, depth + 2);
  return result;
}

function extra(tape: Tape): Drawn {
  return tape.oneOf<Drawn>([
    { title: 'a remark' },
    { minimum: 1 },
    { maxLength: 4 },
    { required: ['id'] },
    { additionalProperties: false },
    { enum: ['a', 1, null] },
    { minItems: 1 },
  ]);
}

/** A value that a schema is likely to admit, and is not sure to. */
export function drawValue(schema: unknown, root: Drawn, tape: Tape, depth = 0): unknown {
  if (typeof schema !== 'object' || schema === null || depth > 6 || tape.once(15)) return noise(tape);
  const { $ref, enum: values, const: only, type, anyOf: branches, allOf, oneOf } = schema as Drawn;
  if ($ref !== undefined) return drawValue((root.definitions as Drawn).node, root, tape, depth + 1);
  if (only !== undefined) return only;
  if (Array.isArray(values)) return tape.oneOf<{ readonly value: unknown }>(values.map((value) => ({ value }))).value;
  for (const list of [branches, allOf, oneOf]) {
    if (Array.isArray(list)) return drawValue(tape.oneOf(list), root, tape, depth + 1);
  }
  const kind: unknown = Array.isArray(type) ? tape.oneOf(type) : type;
  switch (kind) {
    case 'object':
      return drawObject(schema as Drawn, root, tape, depth);
    case 'array': {
      const { items } = schema as Drawn;
      const at = (index: number): unknown => (Array.isArray(items) ? items[index] : items);
      return Array.from({ length: tape.below(4) }, (_, index) => drawValue(at(index), root, tape, depth + 1));
    }
    case 'string':
      return tape.oneOf(['', 'a', 'ab', 'b', 'abcdef', '2026-01-02', 'c0ffee00-0000-4000-8000-000000000000']);
    case 'integer':
      return tape.oneOf([0, 1, 2, 4, 7, 8, -1, 12]);
    case 'number':
      return tape.oneOf([0, 0.5, 1, 2, 2.5, 4, 8, -3.25]);
    case 'boolean':
      return tape.once(2);
    case 'null':
      return null;
    default:
      return noise(tape);
  }
}

function drawObject(schema: Drawn, root: Drawn, tape: Tape, depth: number): Drawn {
  const { properties = {}, required = [] } = schema as { properties?: Drawn; required?: readonly string[] };
  const value: Drawn = {};
  for (const [name, part] of Object.entries(properties)) {
    if (required.includes(name) || tape.once(2)) value[name] = drawValue(part, root, tape, depth + 1);
  }
  for (const name of required) value[name] ??= noise(tape);
  if (tape.once(3)) value[tape.oneOf([...NAMES, 'added', 'other'])] = noise(tape);
  return value;
}

function noise(tape: Tape): unknown {
  return tape.oneOf<{ readonly value: unknown }>(
    ['a', 'abcd', 1, 2.5, -4, true, null, {}, [], { id: 1 }, ['a', 'a']].map((value) => ({ value })),
  ).value;
}
