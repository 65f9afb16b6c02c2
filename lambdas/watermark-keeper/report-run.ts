import type { Aggregation } from '../../src/engine/aggregation.ts';
import { type EpochMs, MAX_EPOCH_MS } from '../../src/engine/time.ts';
import type { MarkStore } from '../../src/ports/mark-store.ts';
import type { Telemetry } from '../../src/ports/telemetry.ts';
import { misplaced, unaccounted } from '../shared/moved-counts.ts';
import type { FiredWindows } from './announce-windows.ts';
import type { ObservedLane } from './observe-lanes.ts';
import { makeWatchLanes } from './watch-lanes.ts';

export interface ReportRunDeps {
  readonly aggregations: readonly Aggregation[];
  readonly store: Pick<MarkStore, 'marksThrough'>;
  readonly telemetry: Telemetry;
}

/** Tells what a run of the keeper has seen. */
export interface ReportRun {
  /** Once the watermark is written: one line for the pipeline. */
  ofLanes(nowMs: EpochMs, watermarkMs: EpochMs | null, lanes: readonly ObservedLane[]): void;
  /**
   * Once windows are announced: one line for each aggregation.
   *
   * @param countsOpen open windows are counted, which reads their marks; nothing else here reads anything
   */
  ofWindows(fired: FiredWindows, lanes: readonly ObservedLane[], countsOpen: boolean): Promise<void>;
}

/** Some 1.5 MB of marks, read in a moment; a pipeline that reads a backlog may have any number. */
const MOST_COUNTED = 10_000;
const NOTHING_FIRED = { throughMs: -1, waiting: 0 };

export function makeReportRun({ aggregations, store, telemetry }: ReportRunDeps): ReportRun {
  const watchLanes = makeWatchLanes();

  /** Marks of windows that have not fired; undefined where nobody can be asked. */
  const openWindows = async ({ name, generation }: Aggregation, throughMs: EpochMs): Promise<number | undefined> => {
    let open = 0;
    try {
      for await (const { window } of store.marksThrough(name, generation, MAX_EPOCH_MS)) {
        if (window.windowEndMs > throughMs) open += 1;
        if (open === MOST_COUNTED) break;
      }
      return open;
    } catch {
      // The run has done its work. Whatever this is, the next run meets it too, and says so.
      return undefined;
    }
  };

  return {
    ofLanes(nowMs, watermarkMs, lanes) {
      telemetry.ofPipeline({
        ...(watermarkMs !== null && { WatermarkLag: Math.max(0, nowMs - watermarkMs) }),
        ...watchLanes(lanes, nowMs),
        EventsUnaccounted: lanes.reduce((sum, { progress }) => sum + unaccounted(progress.counts), 0),
      });
    },

    async ofWindows(fired, lanes, countsOpen) {
      if (!telemetry.isOn) return;
      for (const aggregation of aggregations) {
        const { throughMs, waiting } = fired.get(aggregation.name) ?? NOTHING_FIRED;
        const open = countsOpen ? await openWindows(aggregation, throughMs) : undefined;
        telemetry.ofAggregation(aggregation.name, {
          ...(open !== undefined && { OpenWindows: open }),
          WindowsWaiting: waiting,
          EventsMisplaced: lanes.reduce((sum, { progress }) => sum + misplaced(progress.counts, aggregation.name), 0),
        });
      }
    },
  };
}
