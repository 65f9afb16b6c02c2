import type { Plan } from '../engine/plan.ts';
import { addCounts, type Counts, NO_COUNTS } from '../engine/progress.ts';
import type { EpochMs } from '../engine/time.ts';
import type { ControlStore } from '../ports/control-store.ts';
import { type LaneDeps, type LaneProgress, readLanes } from './lanes.ts';

/** How far a pipeline has come. */
export interface PipelineProgress {
  readonly lanes: readonly LaneProgress[];
  /** How the records came out, summed over lanes. */
  readonly counts: Counts;
  /** The global watermark, which fires windows; null before the first. */
  readonly watermarkMs: EpochMs | null;
  readonly aggregations: readonly AggregationProgress[];
}

export interface AggregationProgress {
  readonly name: string;
  readonly generation: number;
  /** Every window ending at or before it has been announced for materialization; null: none yet. */
  readonly firedThroughMs: EpochMs | null;
}

export interface ProgressDeps extends LaneDeps {
  readonly plan: Plan;
  readonly store: LaneDeps['store'] & Pick<ControlStore, 'readControls' | 'readWatermark'>;
}

/** A few reads, whatever the size of the pipeline: cheap enough for a progress bar. */
export async function readProgress(deps: ProgressDeps): Promise<PipelineProgress> {
  const { plan, store } = deps;
  const [lanes, controls, { watermark }] = await Promise.all([
    readLanes(deps),
    store.readControls(),
    store.readWatermark(),
  ]);
  return {
    lanes,
    counts: lanes.reduce((sum, lane) => addCounts(sum, lane.progress.counts), NO_COUNTS),
    watermarkMs: watermark.watermarkMs,
    aggregations: plan.aggregations.map(({ aggregation: { name, generation } }) => {
      const control = controls.find((one) => one.aggregation === name && one.generation === generation);
      return { name, generation, firedThroughMs: control?.firedThroughMs ?? null };
    }),
  };
}
