import type { Plan } from '../engine/plan.ts';
import type { EpochMs } from '../engine/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { MarkStore } from '../ports/mark-store.ts';
import { type LaneStanding, readLaneStandings } from './lane-standings.ts';
import { type PipelineProgress, type ProgressDeps, readProgress } from './progress.ts';
import { surveyWindows, type WindowSurvey } from './window-survey.ts';

/** A pipeline at one moment: progress, shards and windows. */
export interface Look {
  readonly atMs: EpochMs;
  readonly progress: PipelineProgress;
  readonly lanes: readonly LaneStanding[];
  readonly windows: readonly WindowSurvey[];
}

/** Progress and windows at one moment, without a look at the shards. */
export type Pulse = Omit<Look, 'lanes'>;

export interface LookDeps extends ProgressDeps {
  readonly plan: Plan;
  readonly store: ProgressDeps['store'] & MarkStore;
  readonly clock: Clock;
}

/** A few reads, and one for each 1 MB of marks: cheap enough to be repeated every second. */
export async function readPulse(deps: LookDeps): Promise<Pulse> {
  const { plan, store, clock } = deps;
  const progress = await readProgress(deps);
  const windows = await surveyWindows(store, plan.aggregations, progress.aggregations);
  return { atMs: clock.nowMs(), progress, windows };
}

/** The same with a look at every shard. */
export async function readLook(deps: LookDeps): Promise<Look> {
  const pulse = await readPulse(deps);
  const policy = deps.plan.pipeline.watermark;
  return { ...pulse, lanes: await readLaneStandings({ ...deps, policy }, pulse.progress.lanes) };
}

const LOOK_EVERY_MS = 1_000;

/**
 * Looks again while `isSuspect` says so, at most for so long: what passes by itself is no trouble.
 *
 * @returns the first look and the last one
 */
export async function lookUntilSound(
  deps: LookDeps,
  patienceMs: number,
  isSuspect: (first: Look, last: Look) => boolean,
): Promise<readonly [first: Look, last: Look]> {
  const first = await readLook(deps);
  let last = first;
  while (isSuspect(first, last) && last.atMs - first.atMs < patienceMs) {
    await deps.clock.after(Math.min(LOOK_EVERY_MS, patienceMs));
    last = await readLook(deps);
  }
  return [first, last];
}
