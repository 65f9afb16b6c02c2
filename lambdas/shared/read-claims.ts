import { ARRIVAL_SLACK_MS, type ClaimIndex } from '../../src/engine/claim-index.ts';
import { BEFORE_FIRST, type Position } from '../../src/engine/position.ts';
import type { EpochMs } from '../../src/engine/time.ts';
import type { ClaimStore } from '../../src/ports/claim-store.ts';
import { RetryableError } from '../../src/ports/errors.ts';
import type { Lane } from '../../src/ports/lane.ts';
import type { ProgressStore } from '../../src/ports/progress-store.ts';
import type { StreamReader } from '../../src/ports/stream-reader.ts';

export interface ReadClaimsDeps {
  readonly horizonMs: number;
  readonly store: Pick<ClaimStore, 'claimsAfter' | 'leaveLane'> & Pick<ProgressStore, 'readProgress' | 'writeProgress'>;
  readonly stream: Pick<StreamReader, 'listShards'>;
}

/** Brings ids into an index, as far back as records that reached the stream at `sinceMs` or later need them. */
export interface ReadClaims {
  /** What the lane has added after a position. */
  after(index: ClaimIndex, lane: Lane, position: Position, sinceMs: EpochMs): Promise<void>;
  /** Everything, also of the lanes that it descends from. @throws RetryableError where these are not known yet */
  all(index: ClaimIndex, lane: Lane, sinceMs: EpochMs): Promise<void>;
}

export function makeReadClaims({ horizonMs, store, stream }: ReadClaimsDeps): ReadClaims {
  /** @returns true where the lane's claims reach back beyond `sinceMs` */
  const load = async (index: ClaimIndex, lane: Lane, after: Position, sinceMs: EpochMs): Promise<boolean> => {
    for await (const { fingerprints, arrivalMs, owner } of store.claimsAfter(lane, after)) {
      const isFarBack = arrivalMs < Math.max(sinceMs - horizonMs - ARRIVAL_SLACK_MS, index.floorMs);
      // A redriven event holds its id among what arrived long after it: that says nothing of the segments before.
      if (isFarBack && !owner) return true;
      if (!isFarBack) index.addAll(fingerprints, arrivalMs);
    }
    return false;
  };

  /** A lane that does not reach back far enough goes on where its parents ended: their records came before its own. */
  const loadAncestors = async (index: ClaimIndex, lane: Lane, sinceMs: EpochMs): Promise<void> => {
    const shards = await stream.listShards();
    const shardOf = (shardId: string) => shards.find((shard) => shard.shardId === shardId);
    const parents = shardOf(lane.shardId)?.parents;
    // Its records are being read, so it is there: a list without it is old, and what it descends from is not known.
    if (!parents) throw new RetryableError(`shard ${lane.shardId} is not listed yet`);
    const left = [...parents];
    const seen = new Set(left);
    for (let shardId = left.pop(); shardId !== undefined; shardId = left.pop()) {
      const ancestor = { ...lane, shardId };
      await leave(store, ancestor, shardOf(shardId) !== undefined);
      if (await load(index, ancestor, BEFORE_FIRST, sinceMs)) continue;
      for (const parent of shardOf(shardId)?.parents ?? []) {
        if (seen.has(parent)) continue;
        seen.add(parent);
        left.push(parent);
      }
    }
  };

  return {
    after: async (index, lane, position, sinceMs) => {
      await load(index, lane, position, sinceMs);
    },
    async all(index, lane, sinceMs) {
      if (!(await load(index, lane, BEFORE_FIRST, sinceMs))) await loadAncestors(index, lane, sinceMs);
    },
  };
}

/**
 * Leaves a lane whose claims are about to be read for the last time: a redriven event that takes its id there meanwhile fails, since the
 * version of progress moves, and takes it further down. Without progress an unlisted shard has no event to redrive.
 */
async function leave(store: ReadClaimsDeps['store'], lane: Lane, isListed: boolean): Promise<void> {
  let stored = await store.readProgress(lane);
  if (stored.version === 0 && !isListed) return;
  await store.leaveLane(lane);
  for (;;) {
    const write = await store.writeProgress(lane, stored, stored.version);
    if (write.kind === 'written') return;
    stored = write.stored;
  }
}
