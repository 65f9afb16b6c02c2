import { readFileSync } from 'node:fs';
import { seedNumber } from './numbers.ts';

/** A seed that once failed. */
export interface KnownSeed {
  readonly seed: number;
  readonly found: string;
}

/** What `seeds.txt` holds. */
export function readKnownSeeds(): readonly KnownSeed[] {
  return parseKnownSeeds(readFileSync(new URL('../seeds.txt', import.meta.url), 'utf8'));
}

/**
 * One seed a line and what it found, comments and empty lines between.
 *
 * @throws RangeError that names the line which is neither
 */
export function parseKnownSeeds(text: string): readonly KnownSeed[] {
  return text.split('\n').flatMap((line, index) => {
    if (/^\s*(#.*)?$/.test(line)) return [];
    const [, digits, found] = /^(\d+)\s+#\s*(.*\S)\s*$/.exec(line) ?? [];
    if (digits === undefined || found === undefined) {
      throw new RangeError(`line ${index + 1} of seeds.txt must be "<seed> # what it found", it is "${line}"`);
    }
    return [{ seed: seedNumber(digits), found }];
  });
}
