import { describe, expect, it } from 'vitest';
import type { Compatibility } from '../../src/schemas/schema-kinds.ts';
import { evolve, inShort } from './support/evolve.ts';

const OK = 'compatible';

function schema(type: unknown): string {
  return JSON.stringify(type);
}

function record(...fields: readonly object[]): string {
  return schema({ type: 'record', name: 'Flight', fields });
}

/** A record of one field `a`. */
function holding(type: unknown, more: object = {}): string {
  return record({ name: 'a', type, ...more });
}

const id = { name: 'id', type: 'string' };
const delay = { name: 'delay', type: 'int' };
const withDefault = { name: 'delay', type: 'int', default: 0 };
const nullable = { name: 'delay', type: ['null', 'int'], default: null };

function enumOf(symbols: readonly string[], more: object = {}): object {
  return { type: 'enum', name: 'Kind', symbols, ...more };
}
function fixed(size: number, more: object = {}): object {
  return { type: 'fixed', name: 'Hash', size, ...more };
}
function logical(type: string, logicalType: string, more: object = {}): object {
  return { type, logicalType, ...more };
}
function decimal(precision: number, scale: number): object {
  return logical('bytes', 'decimal', { precision, scale });
}

/** Both directions at once: what BACKWARD finds, what FORWARD finds. */
type Case = readonly [what: string, before: string, after: string, backward: string, forward: string];

function check(cases: readonly Case[]): void {
  it.each(cases)('%s', (_, before, after, backward, forward) => {
    const found = (mode: Compatibility) => inShort(evolve('AVRO', mode, before, after));
    expect({ backward: found('BACKWARD'), forward: found('FORWARD') }).toEqual({ backward, forward });
    const isBoth = backward === OK && forward === OK;
    expect(evolve('AVRO', 'FULL', before, after).kind).toBe(isBoth ? OK : 'incompatible');
  });
}

const TYPE = 'TYPE_CHANGED a';
const BRANCH = 'UNION_BRANCH_UNREADABLE a';
const LOGICAL = 'LOGICAL_TYPE_CHANGED a';
const NEEDS = 'FIELD_NEEDS_DEFAULT';

describe('fields', () => {
  check([
    ['one is added without a default', record(id), record(id, delay), `${NEEDS} delay`, OK],
    ['one is added with a default', record(id), record(id, withDefault), OK, OK],
    ['one is added that may be null, with a default', record(id), record(id, nullable), OK, OK],
    [
      'one is added that may be null, without a default',
      record(id),
      record(id, { name: 'delay', type: ['null', 'int'] }),
      `${NEEDS} delay`,
      OK,
    ],
    ['one without a default is removed', record(id, delay), record(id), OK, `${NEEDS} delay`],
    ['one with a default is removed', record(id, withDefault), record(id), OK, OK],
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
      record(withDefault),
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
    ['a default is dropped', record(withDefault), record(delay), OK, OK],
    ['a default changes', record(withDefault), record({ ...delay, default: 7 }), OK, OK],
    ['only docs change', record(id), record({ ...id, doc: 'the flight' }), OK, OK],
    ['all are removed', record(withDefault), record(), OK, OK],
  ]);
});

describe('primitive types', () => {
  const widening: readonly (readonly [string, string])[] = [
    ...([
      ['int', 'long'],
      ['int', 'float'],
      ['int', 'double'],
      ['long', 'float'],
      ['long', 'double'],
      ['float', 'double'],
    ] as const),
  ];
  check(widening.map(([from, to]) => [`${from} → ${to}`, holding(from), holding(to), OK, TYPE]));
  const unlike: readonly (readonly [string, string])[] = [
    ...([
      ['int', 'string'],
      ['boolean', 'int'],
      ['null', 'int'],
      ['string', 'double'],
      ['bytes', 'int'],
    ] as const),
  ];
  check(unlike.map(([from, to]) => [`${from} → ${to}`, holding(from), holding(to), TYPE, TYPE]));
  check([
    // The specification promotes both ways, but bytes that are not UTF-8 are no text.
    ['string → bytes', holding('string'), holding('bytes'), OK, 'BYTES_AS_TEXT a'],
    ['bytes → string', holding('bytes'), holding('string'), 'BYTES_AS_TEXT a', OK],
    ['{"type": "int"} for "int"', holding('int'), holding({ type: 'int' }), OK, OK],
  ]);
});

describe('unions', () => {
  check([
    ['a type becomes nullable', holding('int'), holding(['null', 'int']), OK, BRANCH],
    ['a nullable type becomes plain', holding(['null', 'int']), holding('int'), BRANCH, OK],
    ['a type joins', holding(['null', 'int']), holding(['null', 'int', 'string']), OK, BRANCH],
    ['two types leave', holding(['null', 'int', 'string']), holding(['null']), `${BRANCH}, ${BRANCH}`, OK],
    ['types change places', holding(['null', 'int']), holding(['int', 'null']), OK, OK],
    ['a branch is widened', holding(['null', 'int']), holding(['null', 'long']), OK, BRANCH],
    ['a branch is narrowed, and another reads it', holding(['int', 'double']), holding(['double', 'null']), OK, BRANCH],
    [
      'a type becomes a union that holds a wider one',
      holding('int'),
      holding(['null', 'double']),
      OK,
      `${BRANCH}, ${BRANCH}`,
    ],
    ['bytes are read as bytes where text comes first', holding('bytes'), holding(['string', 'bytes']), OK, OK],
    ['a union of one', holding('int'), holding(['int']), OK, OK],
    [
      'a branch that is an array changes inside',
      holding(['null', { type: 'array', items: 'int' }]),
      holding(['null', { type: 'array', items: 'string' }]),
      'TYPE_CHANGED a[]',
      'TYPE_CHANGED a[]',
    ],
    [
      'a record in a union gains a field without default',
      holding(['null', inner()]),
      holding(['null', inner(delay)]),
      `${NEEDS} a.delay`,
      OK,
    ],
    [
      'a record in a union is renamed',
      holding(['null', inner()]),
      holding(['null', inner([], 'Other')]),
      BRANCH,
      BRANCH,
    ],
    [
      'an enum in a union loses a symbol',
      holding(['null', enumOf(['A', 'B'])]),
      holding(['null', enumOf(['A'])]),
      'ENUM_SYMBOL_UNKNOWN a',
      OK,
    ],
    ['the whole schema becomes a union', schema('int'), schema(['null', 'int']), OK, 'UNION_BRANCH_UNREADABLE'],
  ]);
});

function inner(more: object | readonly object[] = [], name = 'Leg'): object {
  return { type: 'record', name, fields: [{ name: 'to', type: 'string' }, ...(Array.isArray(more) ? more : [more])] };
}

describe('names', () => {
  const named = (name: string, more: object = {}): string => schema({ type: 'record', name, fields: [id], ...more });
  check([
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

describe('enums and fixed', () => {
  check([
    ['a symbol joins', holding(enumOf(['A'])), holding(enumOf(['A', 'B'])), OK, 'ENUM_SYMBOL_UNKNOWN a'],
    [
      'a symbol joins an enum with a default',
      holding(enumOf(['A'], { default: 'A' })),
      holding(enumOf(['A', 'B'])),
      OK,
      OK,
    ],
    ['a symbol leaves', holding(enumOf(['A', 'B'])), holding(enumOf(['A'])), 'ENUM_SYMBOL_UNKNOWN a', OK],
    [
      'a symbol leaves an enum that has a default now',
      holding(enumOf(['A', 'B'])),
      holding(enumOf(['A'], { default: 'A' })),
      OK,
      OK,
    ],
    ['symbols change places', holding(enumOf(['A', 'B'])), holding(enumOf(['B', 'A'])), OK, OK],
    ['an enum becomes text', holding(enumOf(['A'])), holding('string'), TYPE, TYPE],
    ['a fixed gets longer', holding(fixed(4)), holding(fixed(8)), 'FIXED_SIZE_CHANGED a', 'FIXED_SIZE_CHANGED a'],
    ['a fixed becomes bytes', holding(fixed(4)), holding('bytes'), TYPE, TYPE],
  ]);
});

describe('arrays, maps and records within', () => {
  const node = (...more: readonly object[]): string =>
    schema({
      type: 'record',
      name: 'Node',
      fields: [id, { name: 'next', type: ['null', 'Node'], default: null }, ...more],
    });
  const pair = (label: unknown): string =>
    schema({
      type: 'record',
      name: 'Left',
      fields: [
        {
          name: 'right',
          type: [
            'null',
            {
              type: 'record',
              name: 'Right',
              fields: [
                { name: 'left', type: ['null', 'Left'] },
                { name: 'label', type: label },
              ],
            },
          ],
        },
      ],
    });
  check([
    [
      'items are widened',
      holding({ type: 'array', items: 'int' }),
      holding({ type: 'array', items: 'long' }),
      OK,
      'TYPE_CHANGED a[]',
    ],
    [
      'values are widened',
      holding({ type: 'map', values: 'int' }),
      holding({ type: 'map', values: 'long' }),
      OK,
      'TYPE_CHANGED a{}',
    ],
    [
      'an array becomes a map',
      holding({ type: 'array', items: 'int' }),
      holding({ type: 'map', values: 'int' }),
      TYPE,
      TYPE,
    ],
    ['a record becomes a map', holding(inner()), holding({ type: 'map', values: 'string' }), TYPE, TYPE],
    ['one becomes a list', holding('int'), holding({ type: 'array', items: 'int' }), TYPE, TYPE],
    ['a record within gains a field', holding(inner()), holding(inner(delay)), `${NEEDS} a.delay`, OK],
    [
      'a record in a list of maps gains a field',
      holding({ type: 'array', items: { type: 'map', values: inner() } }),
      holding({ type: 'array', items: { type: 'map', values: inner(delay) } }),
      `${NEEDS} a[]{}.delay`,
      OK,
    ],
    ['a record that holds itself stays', node(), node(withDefault), OK, OK],
    ['a record that holds itself gains a field', node(), node(delay), `${NEEDS} delay`, OK],
    ['records that hold each other stay', pair('int'), pair('long'), OK, 'TYPE_CHANGED right.label'],
    [
      'records that hold each other part',
      pair('int'),
      pair('string'),
      'TYPE_CHANGED right.label',
      'TYPE_CHANGED right.label',
    ],
  ]);
});

describe('logical types', () => {
  const millis = logical('long', 'timestamp-millis');
  const money = (precision: number, scale: number): object => fixed(8, { logicalType: 'decimal', precision, scale });
  check([
    ['one joins a plain type', holding('long'), holding(millis), LOGICAL, OK],
    ['one leaves', holding(millis), holding('long'), OK, LOGICAL],
    [
      'one becomes another of the same type',
      holding(millis),
      holding(logical('long', 'timestamp-micros')),
      LOGICAL,
      LOGICAL,
    ],
    ['a moment becomes local', holding(millis), holding(logical('long', 'local-timestamp-millis')), LOGICAL, LOGICAL],
    [
      'a date becomes a time of day',
      holding(logical('int', 'date')),
      holding(logical('int', 'time-millis')),
      LOGICAL,
      LOGICAL,
    ],
    ['one that is read as its plain type joins', holding('long'), holding(logical('long', 'timestamp-micros')), OK, OK],
    ['one that nobody knows joins', holding('long'), holding(logical('long', 'furlongs')), OK, OK],
    ['one on a type that cannot have it joins', holding('string'), holding(logical('string', 'date')), OK, OK],
    ['text becomes a uuid', holding('string'), holding(logical('string', 'uuid')), LOGICAL, OK],
    ['a whole number becomes a moment', holding('int'), holding(millis), LOGICAL, TYPE],
    ['a date is widened to a plain long', holding(logical('int', 'date')), holding('long'), OK, TYPE],
    ['a decimal keeps scale and precision', holding(decimal(9, 2)), holding(decimal(9, 2), { doc: 'x' }), OK, OK],
    ['a decimal gains digits before the point', holding(decimal(9, 2)), holding(decimal(12, 2)), OK, LOGICAL],
    ['a decimal gains digits after the point', holding(decimal(9, 2)), holding(decimal(9, 3)), LOGICAL, LOGICAL],
    ['a decimal becomes bytes', holding(decimal(9, 2)), holding('bytes'), OK, LOGICAL],
    ['a decimal of a fixed gains digits', holding(money(9, 2)), holding(money(12, 2)), OK, LOGICAL],
    ['a decimal with too many digits for its fixed is none', holding(fixed(8)), holding(money(40, 2)), OK, OK],
    ['one joins in a union', holding(['null', 'long']), holding(['null', millis]), LOGICAL, OK],
    [
      'one joins in a union, where another type would do',
      holding('long'),
      holding([millis, 'double']),
      LOGICAL,
      BRANCH,
    ],
  ]);
});

describe('a long chain of records', () => {
  /** Records that hold one another, defined in a field that is not compared. */
  const chain = (length: number, definitions: string, last: string): string => {
    const records = Array.from({ length }, (_, index) => ({
      type: 'record',
      name: `R${index}`,
      fields: [{ name: 'next', type: index === 0 ? last : `R${index - 1}` }],
    }));
    return record(
      { name: definitions, type: ['null', ...records], default: null },
      { name: 'a', type: `R${length - 1}` },
    );
  };

  it('is followed to its end', () => {
    const before = chain(200, 'old', 'int');
    expect(evolve('AVRO', 'BACKWARD', before, chain(200, 'new', 'long')).kind).toBe(OK);
    expect(inShort(evolve('AVRO', 'BACKWARD', before, chain(200, 'new', 'string')))).toMatch(
      /^TYPE_CHANGED a(\.next){200}$/,
    );
  });

  it('is left undecided beyond measure', () => {
    const verdict = evolve('AVRO', 'BACKWARD', chain(2_000, 'old', 'int'), chain(2_000, 'new', 'int'));
    expect(inShort(verdict)).toMatch(/^\? record a\.next/);
  });
});
