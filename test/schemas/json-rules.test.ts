import { describe, expect, it } from 'vitest';
import type { Compatibility } from '../../src/schemas/schema-kinds.ts';
import { evolve, inShort } from './support/evolve.ts';

const OK = 'compatible';
const DRAFT_4 = 'http://json-schema.org/draft-04/schema#';

type Case = readonly [what: string, before: unknown, after: unknown, backward: string, forward: string];

function check(cases: readonly Case[]): void {
  it.each(cases)('%s', (_, before, after, backward, forward) => {
    const found = (mode: Compatibility) => inShort(evolve('JSON', mode, JSON.stringify(before), JSON.stringify(after)));
    expect({ backward: found('BACKWARD'), forward: found('FORWARD') }).toEqual({ backward, forward });
  });
}

/** An object with one property `a` of a schema. */
function holding(schema: unknown, more: object = {}): object {
  return { type: 'object', properties: { a: schema }, required: ['a'], ...more };
}

const closed = { additionalProperties: false };
const text = { type: 'string' };
const whole = { type: 'integer' };

describe('properties', () => {
  const open = { type: 'object', properties: { id: text } };
  const withDelay = { type: 'object', properties: { id: text, delay: whole } };
  const requiringId = { ...open, required: ['id'] };
  check([
    ['one is added to an open object', open, withDelay, 'PROPERTY_IN_OPEN_OBJECT delay', OK],
    [
      'one is added to a closed object',
      { ...open, ...closed },
      { ...withDelay, ...closed },
      OK,
      'PROPERTY_REFUSED delay',
    ],
    ['one of any value is added to an open object', open, { ...open, properties: { id: text, delay: {} } }, OK, OK],
    [
      'one is added where further ones are of its kind',
      { ...open, additionalProperties: whole },
      { ...withDelay, additionalProperties: whole },
      OK,
      OK,
    ],
    [
      'one is added where further ones are of another kind',
      { ...open, additionalProperties: text },
      { ...withDelay, additionalProperties: text },
      'TYPE_NARROWED delay',
      'TYPE_NARROWED delay',
    ],
    ['one is removed from an open object', withDelay, open, OK, 'PROPERTY_IN_OPEN_OBJECT delay'],
    [
      'one is removed from a closed object',
      { ...withDelay, ...closed },
      { ...open, ...closed },
      'PROPERTY_REFUSED delay',
      OK,
    ],
    [
      'one is removed while the object is closed',
      withDelay,
      { ...open, ...closed },
      'PROPERTY_REFUSED delay, OBJECT_CLOSED',
      OK,
    ],
    ['one becomes required', open, requiringId, 'PROPERTY_REQUIRED id', OK],
    ['one becomes optional', requiringId, open, OK, 'PROPERTY_REQUIRED id'],
    [
      'a required one is added',
      { ...open, ...closed },
      { ...withDelay, ...closed, required: ['delay'] },
      'PROPERTY_REQUIRED delay',
      'PROPERTY_REFUSED delay',
    ],
    [
      'a required one is removed from an open object',
      { ...withDelay, required: ['delay'] },
      open,
      OK,
      'PROPERTY_REQUIRED delay, PROPERTY_IN_OPEN_OBJECT delay',
    ],
    ['the object is closed', open, { ...open, ...closed }, 'OBJECT_CLOSED', OK],
    ['the object is opened', { ...open, ...closed }, open, OK, 'OBJECT_CLOSED'],
    ['further ones get a kind', open, { ...open, additionalProperties: text }, 'TYPE_NARROWED *', OK],
    [
      'one is renamed in a closed object',
      { ...open, ...closed },
      { type: 'object', properties: { key: text }, ...closed },
      'PROPERTY_REFUSED id',
      'PROPERTY_REFUSED key',
    ],
    ['one changes its kind', holding(text), holding(whole), 'TYPE_NARROWED a', 'TYPE_NARROWED a'],
    ['one within one is added', holding(open), holding(withDelay), 'PROPERTY_IN_OPEN_OBJECT a.delay', OK],
    ['one is shut out', holding(text), holding(false), 'VALUE_REFUSED a', OK],
    ['one that was shut out comes', holding(false), holding(text), OK, 'VALUE_REFUSED a'],
    ['more are asked for', { ...open, minProperties: 1 }, { ...open, minProperties: 2 }, 'BOUND_NARROWED', OK],
    ['so many are asked for as are required', requiringId, { ...requiringId, minProperties: 1 }, OK, OK],
    ['no more than there can be are allowed', { ...open, ...closed }, { ...open, ...closed, maxProperties: 1 }, OK, OK],
    [
      'only remarks change',
      open,
      { ...open, title: 'Flight', description: 'x', default: {}, examples: [], 'x-owner': 'me' },
      OK,
      OK,
    ],
    [
      'one has a name that every JavaScript object has',
      { ...open, ...closed },
      { ...open, ...closed, properties: { id: text, constructor: text } },
      '? constructor constructor',
      'PROPERTY_REFUSED constructor',
    ],
  ]);
});

describe('types and values', () => {
  check([
    ['integer → number', holding(whole), holding({ type: 'number' }), OK, 'TYPE_NARROWED a'],
    ['a type joins', holding(text), holding({ type: ['string', 'null'] }), OK, 'TYPE_NARROWED a'],
    ['a type is asked for', holding({}), holding(text), 'TYPE_NARROWED a', OK],
    ['a value joins the enum', holding({ enum: ['a'] }), holding({ enum: ['a', 'b'] }), OK, 'VALUE_REFUSED a'],
    ['a value leaves the enum', holding({ enum: ['a', 'b'] }), holding({ enum: ['a'] }), 'VALUE_REFUSED a', OK],
    ['values change places', holding({ enum: ['a', 'b'] }), holding({ enum: ['b', 'a'] }), OK, OK],
    [
      'values that the type shut out leave',
      holding({ ...text, enum: ['a', 1] }),
      holding({ ...text, enum: ['a'] }),
      OK,
      OK,
    ],
    ['an enum is asked for', holding(text), holding({ ...text, enum: ['a'] }), 'VALUES_NARROWED a', OK],
    ['an enum of all there is', holding({ type: 'boolean' }), holding({ enum: [true, false] }), OK, OK],
    ['an enum becomes text', holding({ enum: ['a'] }), holding(text), OK, 'VALUES_NARROWED a'],
    [
      'a constant becomes another',
      holding({ const: 'a' }),
      holding({ const: 'b' }),
      'VALUE_REFUSED a',
      'VALUE_REFUSED a',
    ],
    ['a constant becomes an enum', holding({ const: 'a' }), holding({ enum: ['a', 'b'] }), OK, 'VALUE_REFUSED a'],
    [
      'a constant is too long now',
      holding({ const: 'ab' }),
      holding({ maxLength: 1 }),
      'VALUE_REFUSED a',
      'VALUES_NARROWED a',
    ],
    [
      'a constant meets a pattern',
      holding({ const: 'ab' }),
      holding({ ...text, pattern: '^a' }),
      '? enum a',
      'VALUES_NARROWED a',
    ],
    [
      'a constant that is an object',
      holding({ const: { b: 1 } }),
      holding({ type: 'object' }),
      OK,
      'VALUES_NARROWED a',
    ],
  ]);
});

describe('numbers and texts', () => {
  const from = (minimum: number): object => holding({ ...whole, minimum });
  const above = (exclusiveMinimum: number): object => holding({ ...whole, exclusiveMinimum });
  check([
    ['minimum rises', from(0), from(1), 'BOUND_NARROWED a', OK],
    ['maximum rises', holding({ maximum: 1 }), holding({ maximum: 2 }), OK, 'BOUND_NARROWED a'],
    ['a bound is asked for', holding(whole), from(0), 'BOUND_NARROWED a', OK],
    ['a bound loses its end', holding({ minimum: 0 }), holding({ exclusiveMinimum: 0 }), 'BOUND_NARROWED a', OK],
    ['of whole numbers, above 0 is from 1', above(0), from(1), OK, OK],
    [
      'of draft 4, in the words of draft 7',
      { $schema: DRAFT_4, ...holding({ minimum: 0, exclusiveMinimum: true }) },
      holding({ exclusiveMinimum: 0 }),
      OK,
      OK,
    ],
    [
      'steps get finer',
      holding({ ...whole, multipleOf: 4 }),
      holding({ ...whole, multipleOf: 2 }),
      OK,
      'MULTIPLE_CHANGED a',
    ],
    ['steps of one for whole numbers', holding(whole), holding({ ...whole, multipleOf: 1 }), OK, OK],
    [
      'steps of fractions',
      holding({ multipleOf: 0.5 }),
      holding({ multipleOf: 0.25 }),
      '? multipleOf a',
      '? multipleOf a',
    ],
    ['a bound of numbers says nothing of texts', holding(text), holding({ ...text, minimum: 5 }), OK, OK],
    [
      'texts may be longer',
      holding({ ...text, maxLength: 5 }),
      holding({ ...text, maxLength: 9 }),
      OK,
      'BOUND_NARROWED a',
    ],
    ['texts must be longer', holding(text), holding({ ...text, minLength: 1 }), 'BOUND_NARROWED a', OK],
    ['a pattern is asked for', holding(text), holding({ ...text, pattern: '^a' }), 'PATTERN_ADDED a', OK],
    [
      'a pattern changes',
      holding({ ...text, pattern: '^a' }),
      holding({ ...text, pattern: '^ab' }),
      '? pattern a',
      '? pattern a',
    ],
    ['a format is asked for', holding(text), holding({ ...text, format: 'date' }), 'FORMAT_ADDED a', OK],
    [
      'a format changes',
      holding({ ...text, format: 'date' }),
      holding({ ...text, format: 'date-time' }),
      '? format a',
      '? format a',
    ],
  ]);
});

describe('arrays', () => {
  const list = (items: unknown, more: object = {}): object => holding({ type: 'array', items, ...more });
  check([
    ['items are widened', list(whole), list({ type: 'number' }), OK, 'TYPE_NARROWED a[]'],
    ['items get a kind', list({}), list(text), 'TYPE_NARROWED a[]', OK],
    ['more are allowed', list(text, { maxItems: 3 }), list(text, { maxItems: 4 }), OK, 'BOUND_NARROWED a'],
    ['each must be there once', list(text), list(text, { uniqueItems: true }), 'UNIQUE_ADDED a', OK],
    ['each of one is there once', list(text, { maxItems: 1 }), list(text, { maxItems: 1, uniqueItems: true }), OK, OK],
    ['places are told apart', list([text, whole]), list([text, text]), 'TYPE_NARROWED a[1]', 'TYPE_NARROWED a[1]'],
    ['a place is told apart that was not', list(text), list([text, text], { additionalItems: text }), OK, OK],
    ['no further ones', list([text]), list([text], { additionalItems: false }), 'VALUE_REFUSED a[]', OK],
    ['a place that is never filled', list(text, { maxItems: 1 }), list([text, whole], { maxItems: 1 }), OK, OK],
  ]);
});

describe('references', () => {
  const ref = (definition: unknown): object => ({
    ...holding({ $ref: '#/definitions/x' }),
    definitions: { x: definition },
  });
  const tree = (label: unknown): object => ({
    type: 'object',
    properties: { label, children: { type: 'array', items: { $ref: '#' } } },
    ...closed,
  });
  const away = holding({ $ref: 'https://example.com/x.json' });
  check([
    ['what they lead to changes', ref(whole), ref({ type: 'number' }), OK, 'TYPE_NARROWED a'],
    ['one is written out', ref(whole), holding(whole), OK, OK],
    ['a schema that holds itself stays', tree(text), { ...tree(text), title: 'x' }, OK, OK],
    ['a schema that holds itself is narrowed', tree(text), tree({ ...text, minLength: 1 }), 'BOUND_NARROWED label', OK],
    [
      'one leads out of the document',
      away,
      { ...away, title: 'x', type: ['object', 'null'] },
      '? $ref a',
      'TYPE_NARROWED, ? $ref a',
    ],
    [
      'one stands beside other keywords',
      holding({ $ref: '#/definitions/x', minimum: 1 }, { definitions: { x: whole } }),
      holding({ $ref: '#/definitions/x', minimum: 0 }, { definitions: { x: text } }),
      '? $ref a',
      'BOUND_NARROWED a, ? $ref a',
    ],
    [
      'one stands beside other keywords, and nothing changes',
      holding({ $ref: '#/definitions/x', minimum: 1 }, { definitions: { x: whole } }),
      holding({ $ref: '#/definitions/x', minimum: 0 }, { definitions: { x: whole } }),
      OK,
      'BOUND_NARROWED a',
    ],
    [
      'ids within move what references mean',
      { ...ref(whole), properties: { a: { $ref: '#/definitions/x' }, b: { $id: 'b.json' } } },
      ref(whole),
      '? $ref a',
      '? $ref a',
    ],
  ]);
});

describe('what is not taken apart', () => {
  const either = (...branches: readonly unknown[]): object => holding({ anyOf: branches });
  const beside = { not: { const: 'x' } };
  check([
    [
      'a choice that stays',
      either(text, { type: 'null' }),
      holding({ anyOf: [text, { type: 'null' }], title: 'x' }),
      OK,
      OK,
    ],
    [
      'a choice widened in one place',
      either(whole, { type: 'null' }),
      either({ type: 'number' }, { type: 'null' }),
      OK,
      '? anyOf a',
    ],
    ['a choice that gains a branch', either(text), either(text, whole), '? anyOf a', '? anyOf a'],
    [
      'allOf widened in one place',
      holding({ allOf: [whole] }),
      holding({ allOf: [{ type: 'number' }] }),
      OK,
      '? allOf a',
    ],
    [
      'oneOf widened in one place',
      holding({ oneOf: [whole] }),
      holding({ oneOf: [{ type: 'number' }] }),
      '? oneOf a',
      '? oneOf a',
    ],
    [
      'oneOf that stays beside a type that is widened',
      holding({ ...whole, oneOf: [beside] }),
      holding({ type: 'number', oneOf: [beside] }),
      OK,
      'TYPE_NARROWED a',
    ],
    ['not is added', holding(text), holding({ ...text, ...beside }), '? not a', OK],
    ['not is dropped', holding({ ...text, ...beside }), holding(text), OK, '? not a'],
    [
      'a choice is written as a list of types',
      either(text, { type: 'null' }),
      holding({ type: ['string', 'null'] }),
      '? anyOf a',
      '? anyOf a',
    ],
    ['if changes', holding({ if: text, else: whole }), holding({ if: whole, else: whole }), '? if a', '? if a'],
    [
      'dependencies change',
      holding({ dependencies: { b: ['c'] } }),
      holding({ dependencies: { b: ['d'] } }),
      '? dependencies a',
      '? dependencies a',
    ],
    [
      'dependencies stay',
      holding({ dependencies: { b: ['c'], d: text } }),
      holding({ dependencies: { d: text, b: ['c'] } }),
      OK,
      OK,
    ],
    [
      'patternProperties change',
      holding({ patternProperties: { '^x': text } }),
      holding({ patternProperties: { '^y': text } }),
      '? patternProperties a',
      '? patternProperties a',
    ],
    [
      'patternProperties stay, and a property joins that they may have let in',
      holding({ ...closed, type: 'object', patternProperties: { '^x': text } }),
      holding({ ...closed, type: 'object', patternProperties: { '^x': text }, properties: { xy: whole } }),
      'PROPERTY_IN_OPEN_OBJECT a.xy',
      'PROPERTY_REFUSED a.xy',
    ],
    ['contains changes', holding({ contains: text }), holding({ contains: whole }), '? contains a', '? contains a'],
    [
      'propertyNames changes',
      holding({ propertyNames: { maxLength: 2 } }),
      holding({ propertyNames: { maxLength: 3 } }),
      '? propertyNames a',
      '? propertyNames a',
    ],
    [
      'a word of another draft',
      holding({ const: 1 }, { $schema: DRAFT_4 }),
      holding({ const: 1 }),
      'VALUES_NARROWED a',
      '? const a',
    ],
    ['a word of OpenAPI', holding(text), holding({ ...text, nullable: true }), '? nullable a', '? nullable a'],
    ['definitions that nothing uses', { ...holding(text), definitions: { x: whole } }, holding(text), OK, OK],
  ]);
});
