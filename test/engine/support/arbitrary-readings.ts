import { fc } from '../../support/fast-check.ts';
import type { Reading } from './readings.ts';

/** Few values, so that ties happen, and some far out. */
const whole = fc.option(
  fc.oneof(
    fc.integer({ min: -3, max: 3 }),
    fc.maxSafeInteger(),
    fc.bigInt({ min: -(10n ** 20n) + 1n, max: 10n ** 20n - 1n }),
    fc.constant(-0),
  ),
);
const money = fc.option(
  fc.oneof(
    fc.integer({ min: -500, max: 500 }).map((cents) => cents / 100),
    fc
      .tuple(fc.bigInt({ min: 0n, max: 10n ** 17n }), fc.integer({ min: 0, max: 99 }), fc.boolean())
      .map(([units, cents, negative]) => `${negative ? '-' : ''}${units}.${String(cents).padStart(2, '0')}`),
    fc.constantFrom(-0, '-0.00', '7', '0.10'),
  ),
);
const level = fc.option(
  fc.oneof(
    fc.integer({ min: -2, max: 2 }),
    fc.double({ noNaN: true, min: -1e125, max: 1e125 }).filter((value) => value === 0 || Math.abs(value) >= 1e-130),
  ),
);
const note = fc.option(fc.constantFrom<string | number | boolean>('', 'a', 'b', 'B', 'é', 0, -1, 1.5, true, false));

/** A reading of any content, at one of few times. */
export const anyReading: fc.Arbitrary<Reading> = fc.record({
  atMs: fc.nat({ max: 3 }),
  keys: fc.constant(['a']),
  whole,
  money,
  level,
  note,
  rank: fc.constantFrom(-1, 0, 2.5),
  flag: fc.boolean(),
});
