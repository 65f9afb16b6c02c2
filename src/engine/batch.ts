import type { Evaluated } from './evaluate.ts';
import { encodePosition, type Position } from './position.ts';

/** Events of one lane, in lane order, after all user code ran on them; a record that could not be unpacked stands for itself. */
export interface EvaluatedBatch {
  readonly positions: Positions;
  readonly evaluated: readonly Evaluated[];
}

/** Which record each event of a batch came in, and its place there. */
export interface EventPlaces {
  readonly length: number;
  /** Index of the event's record. */
  readonly recordOf: Int32Array;
  /** Place inside a packed record, -1 for an event that has a record to itself. */
  readonly subSequences: Int32Array;
}

/** The positions of a batch; made only where one is needed, since most events never have theirs stored. */
export class Positions {
  readonly #sequenceNumbers: readonly string[];
  readonly #places: EventPlaces | undefined;

  /**
   * @param sequenceNumbers of the records
   * @param places of the events in them; left out: each record is one event
   */
  constructor(sequenceNumbers: readonly string[], places?: EventPlaces) {
    this.#sequenceNumbers = sequenceNumbers;
    this.#places = places;
  }

  get length(): number {
    return this.#places ? this.#places.length : this.#sequenceNumbers.length;
  }

  at(index: number): Position {
    const places = this.#places;
    // The arrays of places may be longer than the batch.
    const record = index < this.length ? (places ? places.recordOf[index] : index) : undefined;
    const sequenceNumber = record === undefined ? undefined : this.#sequenceNumbers[record];
    if (sequenceNumber === undefined) throw new RangeError(`no event ${index} in a batch of ${this.length}`);
    const subSequence = places?.subSequences[index] ?? -1;
    return subSequence < 0 ? encodePosition(sequenceNumber) : encodePosition(sequenceNumber, subSequence);
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
