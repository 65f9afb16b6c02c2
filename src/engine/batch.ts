import type { Evaluated } from './evaluate.ts';
import { encodePosition, type Position } from './position.ts';

/** Records of one lane, in lane order, after all user code ran on them. */
export interface EvaluatedBatch {
  readonly positions: Positions;
  readonly evaluated: readonly Evaluated[];
}

/** The positions of a batch; made only where one is needed, since most records never have theirs stored. */
export class Positions {
  readonly #sequenceNumbers: readonly string[];

  constructor(sequenceNumbers: readonly string[]) {
    this.#sequenceNumbers = sequenceNumbers;
  }

  get length(): number {
    return this.#sequenceNumbers.length;
  }

  at(index: number): Position {
    const sequenceNumber = this.#sequenceNumbers[index];
    if (sequenceNumber === undefined) throw new RangeError(`no record ${index} in a batch of ${this.length}`);
    return encodePosition(sequenceNumber);
  }

  /** Index of the first record after `position`, at or after `from`; `length` if there is none. Positions rise. */
  firstAfter(position: Position, from = 0): number {
    let low = from;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle) > position) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
