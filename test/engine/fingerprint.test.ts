import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../src/engine/hash.ts';
import { makeRandom } from '../simulation/random.ts';

const COUNT = 100_000;
const random = makeRandom(1);
const hex = (digits: number) => Array.from({ length: digits }, () => random.int(0, 15).toString(16)).join('');

/** Ids as senders make them, each unlike the others. */
const FAMILIES: Readonly<Record<string, (index: number) => string>> = {
  'counted up': (index) => String(index),
  'counted up, padded': (index) => `order-${String(index).padStart(12, '0')}`,
  'counted up, in hexadecimal': (index) => index.toString(16).padStart(16, '0'),
  'counted up before a long end': (index) => `${index}${'-the-same-for-all'.repeat(10)}`,
  'counted up after a long beginning': (index) => `${'the-same-for-all-'.repeat(10)}${index}`,
  'drawn, as UUIDs': () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
  'two counters': (index) => `${index % 449}|${Math.floor(index / 449)}`,
  'of one letter': (index) => 'x'.repeat(index % 400) + String(Math.floor(index / 400)),
  'beyond ASCII': (index) => String.fromCharCode(0x4e00 + (index % 20_000), 0x3041 + Math.floor(index / 20_000)),
};

/** Pairs that a random function would make equal among so many values of 32 bits. */
const EXPECTED_PAIRS = (COUNT * COUNT) / 2 / 2 ** 32;
/** Far out on both sides: more than one run in a million of a random function. */
const MOST_PAIRS = EXPECTED_PAIRS + 6 * Math.sqrt(EXPECTED_PAIRS) + 3;
const SLOTS = 1_024;

describe.each(Object.entries(FAMILIES))('fingerprints of ids %s', (_name, idOf) => {
  const prints = Array.from({ length: COUNT }, (_, index) => fingerprintOf(`type\n${idOf(index)}`));

  it('are all different', () => {
    expect(new Set(prints.map(({ high, low }) => high * 2 ** 21 + (low >>> 11))).size).toBe(COUNT);
  });

  it('differ in each half as random ones would', () => {
    for (const half of ['high', 'low'] as const) {
      const equal = COUNT - new Set(prints.map((print) => print[half])).size;
      expect(equal).toBeLessThan(MOST_PAIRS);
    }
  });

  it('fill the slots of a table evenly', () => {
    const filled = new Array<number>(SLOTS).fill(0);
    for (const { low } of prints) filled[low % SLOTS] = (filled[low % SLOTS] ?? 0) + 1;
    const mean = COUNT / SLOTS;
    const chiSquare = filled.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
    // Mean and six standard deviations of the distribution with so many degrees of freedom.
    expect(chiSquare).toBeLessThan(SLOTS + 6 * Math.sqrt(2 * SLOTS));
  });
});
