import { describe, expect, it } from 'vitest';
import { parseKnownSeeds, readKnownSeeds } from './known-seeds.ts';

describe('seeds.txt', () => {
  it('is read line by line, without comments', () => {
    expect(parseKnownSeeds('# about\n\n7 # lost an event\n  # more\n44070836   #  waited for ever  \n')).toEqual([
      { seed: 7, found: 'lost an event' },
      { seed: 44_070_836, found: 'waited for ever' },
    ]);
  });

  it.each([
    ['7', 'line 2 of seeds.txt must be "<seed> # what it found", it is "7"'],
    ['7 #', 'line 2 of seeds.txt must be "<seed> # what it found", it is "7 #"'],
    ['seed 7 # lost', 'line 2 of seeds.txt must be "<seed> # what it found", it is "seed 7 # lost"'],
    ['4294967296 # lost', '"4294967296" is not a whole number from 0 to 4294967295'],
  ])('refuses the line %s', (line, message) => {
    expect(() => parseKnownSeeds(`\n${line}\n`)).toThrow(new RangeError(message));
  });

  it('can be read as it is', () => {
    expect(readKnownSeeds().map(({ seed }) => seed)).toContain(44_070_836);
  });
});
