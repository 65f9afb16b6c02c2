import { describe } from 'vitest';
import { delay, delayWithDefault, enumOf, fixed, holding, id, record } from '../support/avro-schemas.ts';
import { checkCases, OK } from '../support/cases.ts';

const NEEDS = 'FIELD_NEEDS_DEFAULT';

describe('fields', () => {
  checkCases('AVRO', [
    ['one is added without a default', record(id), record(id, delay), `${NEEDS} delay`, OK],
    ['one is added with a default', record(id), record(id, delayWithDefault), OK, OK],
    [
      'one is added that may be null, with a default',
      record(id),
      record(id, { ...delay, type: ['null', 'int'], default: null }),
      OK,
      OK,
    ],
    [
      'one is added that may be null, without a default',
      record(id),
      record(id, { name: 'delay', type: ['null', 'int'] }),
      `${NEEDS} delay`,
      OK,
    ],
    ['one without a default is removed', record(id, delay), record(id), OK, `${NEEDS} delay`],
    ['one with a default is removed', record(id, delayWithDefault), record(id), OK, OK],
    ['they change places', record(id, delay), record(delay, id), OK, OK],
    ['one is renamed', record(delay), record({ name: 'late', type: 'int' }), `${NEEDS} late`, `${NEEDS} delay`],
    [
      'one is renamed with an alias',
      record(delay),
      record({ name: 'late', type: 'int', aliases: ['delay'] }),
      OK,
      `${NEEDS} delay`,
    ],
    [
      'one is renamed with an alias, and both have defaults',
      record(delayWithDefault),
      record({ name: 'late', type: 'int', aliases: ['delay'], default: 0 }),
      OK,
      OK,
    ],
    [
      'an alias meets a field that is still there',
      record(id, { name: 'key', type: 'string' }),
      record({ ...id, aliases: ['key'] }),
      'FIELD_ALIAS_AMBIGUOUS id',
      `${NEEDS} key`,
    ],
    ['two read one', record(id), record(id, { name: 'key', type: 'string', aliases: ['id'] }), OK, OK],
    ['a default is dropped', record(delayWithDefault), record(delay), OK, OK],
    ['a default changes', record(delayWithDefault), record({ ...delay, default: 7 }), OK, OK],
    ['only docs change', record(id), record({ ...id, doc: 'the flight' }), OK, OK],
    ['all are removed', record(delayWithDefault), record(), OK, OK],
  ]);
});

describe('names', () => {
  const named = (name: string, more: object = {}): object => ({ type: 'record', name, fields: [id], ...more });
  checkCases('AVRO', [
    ['a namespace is added', named('Flight'), named('Flight', { namespace: 'air' }), OK, OK],
    ['a namespace changes', named('air.Flight'), named('rail.Flight'), OK, OK],
    ['a record is renamed', named('Flight'), named('Trip'), 'NAME_CHANGED', 'NAME_CHANGED'],
    ['a record is renamed with an alias', named('Flight'), named('Trip', { aliases: ['Flight'] }), OK, 'NAME_CHANGED'],
    [
      'a record is renamed with an alias in another namespace',
      named('air.Flight'),
      named('rail.Trip', { aliases: ['air.Flight'] }),
      OK,
      'NAME_CHANGED',
    ],
    [
      'an enum is renamed',
      holding(enumOf(['A'])),
      holding({ ...enumOf(['A']), name: 'Sort' }),
      'NAME_CHANGED a',
      'NAME_CHANGED a',
    ],
    [
      'an enum is renamed with an alias',
      holding(enumOf(['A'])),
      holding({ ...enumOf(['A']), name: 'Sort', aliases: ['Kind'] }),
      OK,
      'NAME_CHANGED a',
    ],
    [
      'a fixed is renamed',
      holding(fixed(4)),
      holding({ ...fixed(4), name: 'Sum' }),
      'NAME_CHANGED a',
      'NAME_CHANGED a',
    ],
    [
      'a fixed is renamed with an alias',
      holding(fixed(4)),
      holding({ ...fixed(4), name: 'Sum', aliases: ['Hash'] }),
      OK,
      'NAME_CHANGED a',
    ],
  ]);
});
