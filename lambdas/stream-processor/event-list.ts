import type { EventPlaces } from '../../src/engine/batch.ts';

const FIRST_CAPACITY = 1_024;
/** In `places`: the record itself, which nobody has opened. */
export const WHOLE_RECORD = -1;

/**
 * Which record each event came in, and where. Three numbers an event in typed arrays: a batch of packed records has tens of thousands of
 * events, and whatever is an object for each of them is work for the garbage collector.
 */
export class EventList implements EventPlaces {
  length = 0;
  recordOf = new Int32Array(FIRST_CAPACITY);
  subSequences = new Int32Array(FIRST_CAPACITY);
  /** Place among all events of the record, from 0; `WHOLE_RECORD` for one that stands for all of them. */
  places = new Int32Array(FIRST_CAPACITY);

  /** @param subSequence -1 for an event that has a record to itself */
  add(record: number, place: number, subSequence: number): void {
    if (this.length === this.recordOf.length) this.#grow();
    this.recordOf[this.length] = record;
    this.places[this.length] = place;
    this.subSequences[this.length] = subSequence;
    this.length += 1;
  }

  /** Forgets the events from index `end` on. */
  cut(end: number): void {
    this.length = end;
  }

  #grow(): void {
    const grown = (values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
      const larger = new Int32Array(values.length * 2);
      larger.set(values);
      return larger;
    };
    this.recordOf = grown(this.recordOf);
    this.places = grown(this.places);
    this.subSequences = grown(this.subSequences);
  }
}
