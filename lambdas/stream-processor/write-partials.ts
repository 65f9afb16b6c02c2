import { apply, type Partial } from '../../src/engine/apply.ts';
import type { Positions } from '../../src/engine/batch.ts';
import type { BucketContributions } from '../../src/engine/contribute.ts';
import type { Progress } from '../../src/engine/progress.ts';
import type { Lane } from '../../src/ports/lane.ts';
import type { MarkStore } from '../../src/ports/mark-store.ts';
import type { PartialRef, PartialStore, WindowPartition } from '../../src/ports/partial-store.ts';
import { BoundedSet } from '../shared/bounded-set.ts';
import { windowId, windowPartitionOf, windowsOf } from '../shared/windows-of.ts';
import type { WritePool } from '../shared/write-pool.ts';
import type { PartialCache } from './partial-cache.ts';

/** Half of DynamoDB's item limit: time to plan a new generation with a higher `keysPerLane`. */
const LARGE_ITEM_BYTES = 200_000;
const REMEMBERED_MARKS = 50_000;

export interface PartialWriterDeps {
  readonly store: PartialStore & MarkStore;
  readonly pool: WritePool;
  readonly cache: PartialCache;
  readonly nonce: () => string;
  readonly onLargeItem: (ref: PartialRef, bytes: number) => void;
}

/** Brings a stretch's contributions into the state table, each exactly once, whoever else tries. */
export type WritePartials = (
  lane: Lane,
  buckets: readonly BucketContributions[],
  positions: Positions,
  before: Progress,
  isTimeUp: () => boolean,
) => Promise<void>;

/** Mark, then write: a partial whose window-partition has no mark would never be materialized. */
export function makePartialWriter({ store, pool, cache, nonce, onLargeItem }: PartialWriterDeps): WritePartials {
  const markedWindows = new BoundedSet(REMEMBERED_MARKS);

  const ensureMarks = async (buckets: readonly BucketContributions[], isTimeUp: () => boolean): Promise<void> => {
    const unmarked = windowsOf(buckets).filter((window) => !markedWindows.has(windowId(window)));
    const ensure = async (window: WindowPartition): Promise<void> => {
      await store.ensureMark({ window, nonce: nonce() });
      markedWindows.add(windowId(window));
    };
    await pool.run(unmarked, ensure, isTimeUp);
  };

  const writeBucket = async (
    lane: Lane,
    bucket: BucketContributions,
    positions: Positions,
    before: Progress,
  ): Promise<void> => {
    const ref = refOf(lane, bucket);
    let held: Partial | undefined = cache.get(ref);
    if (!held && mayExist(bucket, before)) held = await store.readPartial(ref);
    for (;;) {
      const next = apply(held, bucket, positions);
      if (!next) {
        if (held) cache.set(ref, held);
        return;
      }
      // Forget before writing: after an unknown outcome only the table knows what is there.
      cache.delete(ref);
      const write = await store.putPartial(ref, next, held?.applied);
      if (write.kind === 'written') {
        cache.set(ref, next);
        if (write.bytes > LARGE_ITEM_BYTES) onLargeItem(ref, write.bytes);
        return;
      }
      held = write.stored;
    }
  };

  return async (lane, buckets, positions, before, isTimeUp) => {
    await ensureMarks(buckets, isTimeUp);
    await pool.run(buckets, (bucket) => writeBucket(lane, bucket, positions, before), isTimeUp);
  };
}

/**
 * A window that begins after everything this lane has decided holds nothing of it, so its first write needs no read; a read costs
 * a tenth of the refused write that it saves otherwise.
 */
function mayExist(bucket: BucketContributions, before: Progress): boolean {
  const decidedMs = before.decidedMaxEventTimeMs;
  return decidedMs !== null && bucket.windowStartMs <= decidedMs;
}

function refOf(lane: Lane, bucket: BucketContributions): PartialRef {
  return { ...windowPartitionOf(bucket), bucket: bucket.slot % bucket.plan.layout.buckets, lane };
}
