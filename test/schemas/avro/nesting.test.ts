import { describe, expect, it } from 'vitest';
import { delay, delayWithDefault, holding, id, leg, record } from '../support/avro-schemas.ts';
import { checkCases, OK } from '../support/cases.ts';
import { evolve, inShort } from '../support/evolve.ts';
import { plainAvsc, plainResolver } from '../support/plain-avsc.ts';

const TYPE = 'TYPE_CHANGED a';
const NEEDS = 'FIELD_NEEDS_DEFAULT';

describe('arrays, maps and records within', () => {
  const node = (...more: readonly object[]): object => ({
    type: 'record',
    name: 'Node',
    fields: [id, { name: 'next', type: ['null', 'Node'], default: null }, ...more],
  });
  const pair = (label: unknown): object => ({
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
  checkCases('AVRO', [
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
    ['a record becomes a map', holding(leg()), holding({ type: 'map', values: 'string' }), TYPE, TYPE],
    ['one becomes a list', holding('int'), holding({ type: 'array', items: 'int' }), TYPE, TYPE],
    ['a record within gains a field', holding(leg()), holding(leg(delay)), `${NEEDS} a.delay`, OK],
    [
      'a record in a list of maps gains a field',
      holding({ type: 'array', items: { type: 'map', values: leg() } }),
      holding({ type: 'array', items: { type: 'map', values: leg(delay) } }),
      `${NEEDS} a[]{}.delay`,
      OK,
    ],
    ['a record that holds itself stays', node(), node(delayWithDefault), OK, OK],
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

describe('a long chain of records', () => {
  /** Records that hold one another, defined in a field that is not compared. */
  const chain = (length: number, definitions: string, last: string): string => {
    const records = Array.from({ length }, (_, index) => ({
      type: 'record',
      name: `R${index}`,
      fields: [{ name: 'next', type: index === 0 ? last : `R${index - 1}` }],
    }));
    const fields = [
      { name: definitions, type: ['null', ...records], default: null },
      { name: 'a', type: `R${length - 1}` },
    ];
    return JSON.stringify(record(...fields));
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

describe('a record in a choice, that is found unreadable while a record within it was found readable because of it', () => {
  const within = (next: string): object => ({
    type: 'record',
    name: 'Within',
    fields: [{ name: 'next', type: ['null', next] }],
  });
  const before = JSON.stringify({ type: 'record', name: 'Old', fields: [{ name: 'within', type: within('Old') }] });
  const aliases = ['Old'];
  const after = JSON.stringify([
    {
      type: 'record',
      name: 'First',
      aliases,
      fields: [
        { name: 'within', type: within('First') },
        { name: 'needed', type: 'int' },
      ],
    },
    { type: 'record', name: 'Second', aliases, fields: [{ name: 'within', type: 'Within' }] },
  ]);

  it('makes that one unreadable too', () => {
    expect(evolve('AVRO', 'BACKWARD', before, after).kind).toBe('incompatible');
  });

  it('is what the library takes for readable, and then cannot read', () => {
    const [writer, reader] = [plainAvsc(before), plainAvsc(after)];
    const resolver = plainResolver(reader, writer);
    const event = writer.toBuffer({ within: { next: { Old: { within: { next: null } } } } });
    expect(resolver).toBeDefined();
    expect(() => reader.fromBuffer(event, resolver)).toThrow(/_read is not a function/);
  });
});
