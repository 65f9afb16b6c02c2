import type { MarkStore } from '../ports/mark-store.ts';
import { unreadShards } from './lanes.ts';
import { countMarks } from './marks.ts';
import { type PipelineProgress, type ProgressDeps, readProgress } from './progress.ts';
import type { QueueDepth, ReadDepth } from './queues.ts';
import type { QueueName, Resources } from './resources.ts';

/** Where a pipeline stands: how far it has come, and all that is still open. */
export interface Status extends PipelineProgress {
  /** Shards that hold records after their progress. */
  readonly unreadShards: readonly string[];
  /** Window-partitions whose results are not written yet, or not corrected yet. */
  readonly marks: number;
  readonly queues: Readonly<Record<QueueName, QueueDepth>>;
}

export interface StatusDeps extends ProgressDeps {
  readonly store: ProgressDeps['store'] & MarkStore;
  readonly readDepth: ReadDepth;
  readonly resources: Pick<Resources, 'queues'>;
}

/** Looks at every shard, mark and queue. In this order, so that work which moves on meanwhile is seen somewhere. */
export async function readStatus(deps: StatusDeps): Promise<Status> {
  const progress = await readProgress(deps);
  const unread = await unreadShards(deps.stream, progress.lanes);
  const marks = await countMarks(deps.store, deps.plan.aggregations);
  return { ...progress, unreadShards: unread, marks, queues: await readDepths(deps) };
}

async function readDepths({ readDepth, resources: { queues } }: StatusDeps): Promise<Status['queues']> {
  const [tasks, pokes, retry, dlq, late, undeliverable] = await Promise.all([
    readDepth(queues.tasks),
    readDepth(queues.pokes),
    readDepth(queues.retry),
    readDepth(queues.dlq),
    readDepth(queues.late),
    readDepth(queues.undeliverable),
  ]);
  return { tasks, pokes, retry, dlq, late, undeliverable };
}
