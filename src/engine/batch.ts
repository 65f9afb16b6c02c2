import type { Evaluated } from './evaluate.ts';
import { encodePosition, type Position } from './position.ts';

/** Events of one lane, in lane order, after all user code ran on them; a record that could not be unpacked stands for itself. */
export interface EvaluatedBatch {
  readonly positions: Positions;
  readonly evaluated: readonly Evaluated[];
}

/** The positions of a batch; made only where one is needed, since most events never have theirs stored. */
export class Positions {
  readonly #sequenceNumbers: readonly string[];
  readonly #subSequences: readonly (number | undefined)[] | undefined;

  /**
   * @param sequenceNumbers of the records, one an event
   * @param subSequences places inside packed records, undefined for an event that has a record to itself; left out: for all
   */
  constructor(sequenceNumbers: readonly string[], subSequences?: readonly (number | undefined)[]) {
    this.#sequenceNumbers = sequenceNumbers;
    this.#subSequences = subSequences;
  }

  get length(): number {
    return this.#sequenceNumbers.length;
  }

  at(index: number): Position {
    const sequenceNumber = this.#sequenceNumbers[index];
    if (sequenceNumber === undefined) throw new RangeError(`no event ${index} in a batch of ${this.length}`);
    return encodePosition(sequenceNumber, this.#subSequences?.[index]);
  }

  /** Index of the first event after `position`, at or after `from`; `length` if there is none. Positions rise. */
  firstAfter(position: Position, from = 0): number {
    return this.#search(from, (candidate) => candidate > position);
  }

  /** Index of the first event at or after `position`, at or after `from`; `length` if there is none. */
  firstFrom(position: Position, from = 0): number {
    return this.#search(from, (candidate) => candidate >= position);
  }

  /** Index of the first event that satisfies `isFar`, which holds for all events after one for which it holds. */
  #search(from: number, isFar: (position: Position) => boolean): number {
    let low = from;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isFar(this.at(middle))) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
