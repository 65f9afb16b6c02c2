import { describe } from 'vitest';
import { checkCases, OK } from '../support/cases.ts';

const DRAFT_4 = 'http://json-schema.org/draft-04/schema#';
const closed = { additionalProperties: false };
const text = { type: 'string' };
const whole = { type: 'integer' };

/** An object with one property `a` of a schema. */
function holding(schema: unknown, more: object = {}): object {
  return { type: 'object', properties: { a: schema }, required: ['a'], ...more };
}

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
  checkCases('JSON', [
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
  checkCases('JSON', [
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
