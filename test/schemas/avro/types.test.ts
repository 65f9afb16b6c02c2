import { describe } from 'vitest';
import { delay, enumOf, fixed, holding, leg } from '../support/avro-schemas.ts';
import { checkCases, OK } from '../support/cases.ts';

const TYPE = 'TYPE_CHANGED a';
const BRANCH = 'UNION_BRANCH_UNREADABLE a';
const NEEDS = 'FIELD_NEEDS_DEFAULT';

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
  checkCases(
    'AVRO',
    widening.map(([from, to]) => [`${from} → ${to}`, holding(from), holding(to), OK, TYPE]),
  );
  const unlike: readonly (readonly [string, string])[] = [
    ...([
      ['int', 'string'],
      ['boolean', 'int'],
      ['null', 'int'],
      ['string', 'double'],
      ['bytes', 'int'],
    ] as const),
  ];
  checkCases(
    'AVRO',
    unlike.map(([from, to]) => [`${from} → ${to}`, holding(from), holding(to), TYPE, TYPE]),
  );
  checkCases('AVRO', [
    // The specification promotes both ways, but bytes that are not UTF-8 are no text.
    ['string → bytes', holding('string'), holding('bytes'), OK, 'BYTES_AS_TEXT a'],
    ['bytes → string', holding('bytes'), holding('string'), 'BYTES_AS_TEXT a', OK],
    ['{"type": "int"} for "int"', holding('int'), holding({ type: 'int' }), OK, OK],
  ]);
});

describe('unions', () => {
  checkCases('AVRO', [
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
      holding(['null', leg()]),
      holding(['null', leg(delay)]),
      `${NEEDS} a.delay`,
      OK,
    ],
    [
      'a record in a union is renamed',
      holding(['null', leg()]),
      holding(['null', { ...leg(), name: 'Other' }]),
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
    ['the whole schema becomes a union', '"int"', ['null', 'int'], OK, 'UNION_BRANCH_UNREADABLE'],
  ]);
});

describe('enums and fixed', () => {
  checkCases('AVRO', [
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
