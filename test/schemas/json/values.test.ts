import { describe } from 'vitest';
import { checkCases, OK } from '../support/cases.ts';

const DRAFT_4 = 'http://json-schema.org/draft-04/schema#';
const text = { type: 'string' };
const whole = { type: 'integer' };

/** An object with one property `a` of a schema. */
function holding(schema: unknown, more: object = {}): object {
  return { type: 'object', properties: { a: schema }, required: ['a'], ...more };
}

describe('types and values', () => {
  checkCases('JSON', [
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
  checkCases('JSON', [
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
  checkCases('JSON', [
    ['items are widened', list(whole), list({ type: 'number' }), OK, 'TYPE_NARROWED a[]'],
    ['items get a kind', list({}), list(text), 'TYPE_NARROWED a[]', OK],
    ['more are allowed', list(text, { maxItems: 3 }), list(text, { maxItems: 4 }), OK, 'BOUND_NARROWED a'],
    ['each must be there once', list(text), list(text, { uniqueItems: true }), 'UNIQUE_ADDED a', OK],
    ['each of one is there once', list(text, { maxItems: 1 }), list(text, { maxItems: 1, uniqueItems: true }), OK, OK],
    ['places are told apart', list([text, whole]), list([text, text]), 'TYPE_NARROWED a[1]', 'TYPE_NARROWED a[1]'],
    ['a place is told apart that was not', list(text), list([text, text], { additionalItems: text }), OK, OK],
    [
      'a place is filled that further ones were of another kind',
      list([text, text], { additionalItems: false }),
      list([text], { additionalItems: whole }),
      'TYPE_NARROWED a[1]',
      'TYPE_NARROWED a[1], VALUE_REFUSED a[]',
    ],
    ['no further ones', list([text]), list([text], { additionalItems: false }), 'VALUE_REFUSED a[]', OK],
    ['a place that is never filled', list(text, { maxItems: 1 }), list([text, whole], { maxItems: 1 }), OK, OK],
  ]);
});
