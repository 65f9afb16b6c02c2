import { Positions } from '../../src/engine/batch.ts';

/** Where an event stands in its lane. */
export interface Place {
  readonly sequenceNumber: string;
  /** Left out for an event that has a record to itself. */
  readonly subSequence?: number | undefined;
}

/** The positions of events at these places. */
export function positionsAt(places: readonly Place[]): Positions {
  return new Positions(
    places.map(({ sequenceNumber }) => sequenceNumber),
    {
      length: places.length,
      recordOf: Int32Array.from(places.keys()),
      subSequences: Int32Array.from(places, ({ subSequence = -1 }) => subSequence),
    },
  );
}
