import type { WindowPartition } from '../../src/ports/partial-store.ts';
import type { PublishedResult, ResultSink } from '../../src/ports/result-sink.ts';
import type { StoredResult } from '../../src/ports/result-store.ts';

/** Rows as they stand after an attempt to write them. */
export interface RowsToTell {
  /** Written by it. */
  readonly changed: readonly StoredResult[];
  /** At least as complete before. */
  readonly standing: readonly StoredResult[];
}

/** What became of telling. */
export interface Told {
  /** Rows that the results stream holds by now; left out where there is no stream, or it does not hold all of them. */
  readonly published?: number;
  /** Why the results stream does not hold all of them. The mark stays, so that they are told of again. */
  readonly unpublished?: unknown;
}

interface TellOptions {
  /**
   * A row that cannot be written brings its task back again and again, and the others must not be told of each time. Who writes it tells
   * of all.
   */
  readonly onlyChanged: boolean;
  readonly isTimeUp: () => boolean;
}

/** @param sink undefined: nobody is told */
export function makePublishRows(pipeline: string, sink: ResultSink | undefined) {
  return async (
    { aggregation, generation, windowEndMs }: WindowPartition,
    rows: readonly RowsToTell[],
    { onlyChanged, isTimeUp }: TellOptions,
  ): Promise<Told> => {
    if (!sink) return {};
    const published = rows
      .flatMap(({ changed, standing }) => (onlyChanged ? changed : [...standing, ...changed]))
      // Those that a newer generation has taken over are its own to tell of.
      .filter((row) => row.generation === generation)
      .map((row): PublishedResult => ({ ...row, pipeline, aggregation, windowEndMs }));
    try {
      await sink.publish(published, isTimeUp);
      return { published: published.length };
    } catch (error) {
      // Not thrown: what was written is written, and is measured and logged before the task counts as failed.
      return { unpublished: error };
    }
  };
}
