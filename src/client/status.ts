import type { EpochMs } from '../engine/time.ts';
import type { MarkStore } from '../ports/mark-store.ts';
import { unreadShards } from './lanes.ts';
import { surveyMarks } from './marks.ts';
import { type PipelineProgress, type ProgressDeps, readProgress } from './progress.ts';
import { type QueueDepth, type ReadDepth, readDepths } from './queues.ts';
import { type RedriveDeps, type Redrives, readRedrives } from './redrives.ts';
import type { QueueName, Resources } from './resources.ts';

/** How far a pipeline has come, and all that is still open. */
export interface Standing extends PipelineProgress {
  /** Shards that hold records after their progress. */
  readonly unreadShards: readonly string[];
  /** Window-partitions whose results are not written yet, or not corrected yet. */
  readonly marks: number;
  /** End of the newest window that has a mark; null: none has. */
  readonly newestMarkedEndMs: EpochMs | null;
  readonly queues: Readonly<Record<QueueName, QueueDepth>>;
}

/** Where a pipeline stands, with what queues have brought back. */
export interface Status extends Standing {
  readonly redrives: Redrives;
}

export interface StandingDeps extends ProgressDeps {
  readonly store: ProgressDeps['store'] & MarkStore;
  readonly readDepth: ReadDepth;
  readonly resources: Pick<Resources, 'queues'>;
}

/** Looks at every shard, mark and queue. In this order, so that work which moves on meanwhile is seen somewhere. */
export async function readStanding(deps: StandingDeps): Promise<Standing> {
  const progress = await readProgress(deps);
  const unread = await unreadShards(deps.stream, progress.lanes);
  const marks = await surveyMarks(deps.store, deps.plan.aggregations);
  return { ...progress, unreadShards: unread, ...marks, queues: await readDepths(deps) };
}

/** All of it: also reads every stored decision about a redriven event. */
export async function readStatus(deps: StandingDeps & RedriveDeps): Promise<Status> {
  const standing = await readStanding(deps);
  return { ...standing, redrives: await readRedrives(deps) };
}
