import type { EpochMs } from '../engine/time.ts';
import type { Alarm, ReadAlarms } from './alarm.ts';
import { type Equation, equationsOf } from './equations.ts';
import { explainAwsError } from './explain-error.ts';
import { explainFailure } from './explain-failure.ts';
import { type Finding, lastingFindings, momentaryFindings } from './findings.ts';
import { type LaneStanding, withStalled } from './lane-standings.ts';
import { type LookDeps, lookUntilSound } from './look.ts';
import type { PipelineProgress } from './progress.ts';
import { type QueueDepth, type ReadDepth, readDepths } from './queues.ts';
import { type RedriveDeps, type Redrives, readRedrives } from './redrives.ts';
import type { QueueName, Resources } from './resources.ts';
import type { WindowSurvey } from './window-survey.ts';

/** Whether a pipeline is well, and what that was judged by. */
export interface Health {
  readonly atMs: EpochMs;
  /** What needs attention; empty where all is well. */
  readonly findings: readonly Finding[];
  readonly progress: PipelineProgress;
  readonly lanes: readonly LaneStanding[];
  readonly windows: readonly WindowSurvey[];
  readonly equations: readonly Equation[];
  readonly queues: Readonly<Record<QueueName, QueueDepth>>;
  readonly redrives: Redrives;
  /** Null where they could not be read, or nobody could be asked for them. */
  readonly alarms: readonly Alarm[] | null;
  /** Why alarms could not be read, in one line; left out where they were, or nobody could be asked. */
  readonly alarmsFailure?: string;
}

export interface HealthOptions {
  /** How long to go on looking where something is suspect that may pass by itself. Default: 15 s. */
  readonly patienceMs?: number;
}

export interface HealthDeps extends LookDeps, RedriveDeps {
  readonly store: LookDeps['store'] & RedriveDeps['store'];
  readonly readDepth: ReadDepth;
  readonly resources: Pick<Resources, 'queues'>;
  /** Left out: alarms are not judged by. */
  readonly readAlarms?: ReadAlarms | undefined;
}

const PATIENCE_MS = 15_000;

/**
 * Looks at every shard, mark, queue and stored decision. Lanes that hold unread records and do not move, and windows that have fired and are
 * not written, are looked at again until that has changed or `patienceMs` is over.
 */
export async function readHealth(deps: HealthDeps, { patienceMs = PATIENCE_MS }: HealthOptions = {}): Promise<Health> {
  const { plan } = deps;
  const [first, last] = await lookUntilSound(
    deps,
    patienceMs,
    (before, after) => lastingFindings(before, after).length > 0,
  );
  const [queues, redrives, alarming] = await Promise.all([readDepths(deps), readRedrives(deps), tryAlarms(deps)]);
  const names = plan.aggregations.map(({ aggregation }) => aggregation.name);
  return {
    ...last,
    lanes: withStalled(first.lanes, last.lanes),
    findings: [...lastingFindings(first, last), ...momentaryFindings(plan, last, queues, alarming.alarms ?? [])],
    equations: equationsOf(last.progress.counts, names),
    queues,
    redrives,
    ...alarming,
  };
}

/** Whoever may not ask for alarms, or has nobody to ask, is told all the rest. */
async function tryAlarms({ plan, readAlarms }: HealthDeps): Promise<Pick<Health, 'alarms' | 'alarmsFailure'>> {
  if (!readAlarms) return { alarms: null };
  try {
    return { alarms: await readAlarms(plan.pipeline.name) };
  } catch (error) {
    return { alarms: null, alarmsFailure: explainAwsError(error, undefined) ?? explainFailure(error) };
  }
}

/** How each lane is doing; looks again as `readHealth` does while one is behind that has not moved. */
export async function readLaneHealth(
  deps: LookDeps,
  { patienceMs = PATIENCE_MS }: HealthOptions = {},
): Promise<readonly LaneStanding[]> {
  const isStalled = ({ lane }: LaneStanding): boolean => lane === 'stalled';
  const [first, last] = await lookUntilSound(deps, patienceMs, (before, after) =>
    withStalled(before.lanes, after.lanes).some(isStalled),
  );
  return withStalled(first.lanes, last.lanes);
}
