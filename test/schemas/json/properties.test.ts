import { describe } from 'vitest';
import { checkCases, OK } from '../support/cases.ts';

const closed = { additionalProperties: false };
const text = { type: 'string' };
const whole = { type: 'integer' };

/** An object with one property `a` of a schema. */
function holding(schema: unknown, more: object = {}): object {
  return { type: 'object', properties: { a: schema }, required: ['a'], ...more };
}

describe('properties', () => {
  const open = { type: 'object', properties: { id: text } };
  const withDelay = { type: 'object', properties: { id: text, delay: whole } };
  const requiringId = { ...open, required: ['id'] };
  checkCases('JSON', [
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
