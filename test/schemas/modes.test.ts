import { describe, expect, it } from 'vitest';
import { checkEvolution } from '../../src/schemas/check-compatibility.ts';
import { COMPATIBILITIES, type Compatibility } from '../../src/schemas/schema-kinds.ts';
import { inShort } from './support/evolve.ts';

function record(...fields: readonly object[]): string {
  return JSON.stringify({ type: 'record', name: 'Flight', fields });
}

const int = { name: 'a', type: 'int' };
const text = { name: 'a', type: 'string' };
const b = { name: 'b', type: 'int' };

function verdictOf(compatibility: Compatibility, ...definitions: readonly string[]) {
  const versions = definitions.map((definition, index) => ({ version: index + 1, definition }));
  const candidate = versions.pop() ?? { version: 1, definition: '' };
  return checkEvolution({ format: 'AVRO', compatibility, history: versions, candidate });
}

describe('the first version', () => {
  it.each(COMPATIBILITIES)('is never checked under %s', (mode) => {
    expect(verdictOf(mode, record(int))).toEqual({ kind: 'compatible' });
  });
});

/** v1 has `a` as int, v2 has it no more, v3 has it as text: each pair of neighbours may follow, v1 and v3 never meet. */
const throughNothing = [record(int), record(), record({ ...text, default: '' })];

describe('which versions decide', () => {
  it.each([
    ['NONE', 'compatible'],
    ['DISABLED', 'EVOLUTION_DISABLED'],
    ['BACKWARD', 'compatible'],
    ['BACKWARD_ALL', 'TYPE_CHANGED a'],
    ['FORWARD', 'compatible'],
    ['FORWARD_ALL', 'TYPE_CHANGED a'],
    ['FULL', 'compatible'],
    ['FULL_ALL', 'TYPE_CHANGED a, TYPE_CHANGED a'],
  ] as const)('%s: %s', (mode, expected) => {
    expect(inShort(verdictOf(mode, ...throughNothing))).toBe(expected);
  });

  it('says of each break which two versions it is about', () => {
    const pairs = (mode: Compatibility) => {
      const verdict = verdictOf(mode, ...throughNothing);
      return verdict.kind === 'compatible'
        ? []
        : verdict.breaks.map(({ direction, readUnder, writtenUnder }) => [direction, readUnder, writtenUnder]);
    };
    expect(pairs('FULL_ALL')).toEqual([
      ['BACKWARD', 3, 1],
      ['FORWARD', 1, 3],
    ]);
    expect(pairs('DISABLED')).toEqual([[undefined, 3, 2]]);
  });

  it('takes the newest version whatever the order that they are given in', () => {
    const history = [
      { version: 2, definition: record(b) },
      { version: 3, definition: record(int) },
      { version: 1, definition: record(text) },
    ];
    const candidate = { version: 4, definition: record(int) };
    expect(checkEvolution({ format: 'AVRO', compatibility: 'FULL', history, candidate }).kind).toBe('compatible');
    expect(checkEvolution({ format: 'AVRO', compatibility: 'FULL_ALL', history, candidate }).kind).toBe('incompatible');
  });
});

describe('what is no schema', () => {
  it('is refused as a second version, but under NONE', () => {
    expect(inShort(verdictOf('FULL', record(int), '{'))).toBe('DEFINITION_UNSOUND');
    expect(inShort(verdictOf('NONE', record(int), '{'))).toBe('compatible');
  });

  it('leaves undecided what follows it', () => {
    expect(verdictOf('BACKWARD', '{', record(int)).kind).toBe('undecidable');
  });
});

it('tells what is broken beside what is not decided', () => {
  const before = JSON.stringify({ properties: { a: { not: { const: 1 } }, b: { type: 'string' } } });
  const after = JSON.stringify({ properties: { a: { not: { const: 2 } }, b: { type: 'integer' } } });
  const verdict = checkEvolution({
    format: 'JSON',
    compatibility: 'BACKWARD',
    history: [{ version: 1, definition: before }],
    candidate: { version: 2, definition: after },
  });
  expect(verdict.kind).toBe('incompatible');
  expect(inShort(verdict)).toBe('TYPE_NARROWED b, ? not a');
});
