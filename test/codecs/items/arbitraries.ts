import type { Arbitrary } from 'fast-check';
import type { Slot } from '../../../src/engine/accumulators/accumulator.ts';
import type { Partial } from '../../../src/engine/apply.ts';
import { encodePosition, LAST_IN_RECORD, type Position } from '../../../src/engine/position.ts';
import { anyText, fc } from '../../support/fast-check.ts';

/** Text that UTF-8 can hold: other text never reaches a table. */
export const storableText = anyText.map((text) => Buffer.from(text).toString());

/** Numbers as the engine lets them through: 1E-130 to 1E125, and no negative zero. */
const storableNumber = fc
  .oneof(
    fc.double({ noNaN: true, min: -1e125, max: 1e125 }),
    fc.maxSafeInteger(),
    fc.constantFrom(1e20, 2 ** 53, 1e125, 1e-130),
  )
  .map((value) => (Math.abs(value) < 1e-130 ? 0 : value));

/** Whole numbers beyond 2^53; the others are `number`. */
const longInteger = fc
  .bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n })
  .filter((value) => !Number.isSafeInteger(Number(value)));

export const anySlot: Arbitrary<Slot> = fc.oneof(
  storableNumber,
  longInteger,
  storableText,
  fc.boolean(),
  fc.constant(null),
);

export const anyPosition: Arbitrary<Position> = fc
  .tuple(
    fc.bigInt({ min: 0n, max: 10n ** 56n }),
    fc.option(fc.oneof(fc.nat({ max: LAST_IN_RECORD }), fc.constant(LAST_IN_RECORD)), { nil: undefined }),
  )
  .map(([sequenceNumber, subSequence]) => encodePosition(String(sequenceNumber), subSequence));

const protoLike = fc.nat({ max: 4 }).map((underscores) => `${'_'.repeat(underscores)}__proto__`);

export const anyPartial: Arbitrary<Partial> = fc.record({
  applied: anyPosition,
  keys: fc
    .array(
      fc.tuple(
        fc.oneof({ weight: 4, arbitrary: storableText }, { weight: 1, arbitrary: protoLike }),
        fc.array(anySlot, { maxLength: 6 }),
      ),
      { maxLength: 8 },
    )
    .map((entries) => new Map(entries.filter(([key]) => key !== ''))),
});
