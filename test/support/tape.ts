import { fc } from './fast-check.ts';

/** Choices drawn beforehand, for generators that are easier to write down than to compose; all zeros choose the simplest. */
export class Tape {
  #next = 0;

  constructor(private readonly numbers: readonly number[]) {}

  /** A number from 0 to `count` − 1. */
  below(count: number): number {
    const drawn = this.numbers[this.#next % this.numbers.length] ?? 0;
    this.#next += 1;
    return drawn % count;
  }

  /** True once in so many times. */
  once(inSoMany: number): boolean {
    return this.below(inSoMany) === inSoMany - 1;
  }

  oneOf<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError('nothing to choose from');
    return item;
  }
}

const LENGTH = 200;

export const tapes = fc
  .array(fc.nat({ max: 0xffff }), { minLength: LENGTH, maxLength: LENGTH })
  .map((numbers) => new Tape(numbers));
