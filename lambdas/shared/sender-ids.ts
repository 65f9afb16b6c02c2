import { type Claim, NO_IDS_TAKEN, type TakenIds } from '../../src/engine/claim.ts';
import { ARRIVAL_SLACK_MS, ClaimIndex } from '../../src/engine/claim-index.ts';
import type { DedupePolicy } from '../../src/engine/pipeline.ts';
import { BEFORE_FIRST, type Position } from '../../src/engine/position.ts';
import type { EpochMs } from '../../src/engine/time.ts';
import type { ClaimSegment, ClaimStore } from '../../src/ports/claim-store.ts';
import { RetryableError } from '../../src/ports/errors.ts';
import type { Lane } from '../../src/ports/lane.ts';
import type { StreamReader } from '../../src/ports/stream-reader.ts';

/** Knows which ids a lane has accepted. */
export interface SenderIds {
  /**
   * Ids accepted through `lastPosition`, by this lane and those it descends from, complete for records that reached the stream at
   * `sinceMs` or later.
   */
  takenThrough(lane: Lane, lastPosition: Position, sinceMs: EpochMs): Promise<TakenIds>;
  /** Makes the claims of the decided events in `(after, through]` durable; before progress moves past them. */
  keep(lane: Lane, after: Position, through: Position, claims: readonly Claim[]): Promise<void>;
}

export interface SenderIdsDeps {
  readonly policy: DedupePolicy;
  readonly store: ClaimStore;
  readonly stream: Pick<StreamReader, 'listShards'>;
  /** How long a record stays readable: until then one of the same id may still have to be judged. */
  readonly retentionMs: number;
  /** Told each time that ids had to be forgotten before their time, with their number since the lane is known here. */
  readonly onForgotten: (lane: Lane, forgotten: number) => void;
}

interface KnownLane {
  readonly index: ClaimIndex;
  /** Everything through here is in the index. */
  through: Position;
  /** What this instance has kept last, while nobody knows whether progress moved past it. */
  kept: { readonly after: Position; readonly segment: ClaimSegment } | undefined;
  /** Ids forgotten that `onForgotten` was told of. */
  reported: number;
}

export const DEFAULT_MAX_IDS_PER_LANE = 1_000_000;
/** Ids that one instance holds, as a multiple of what one lane may hold: Lambda hands it other lanes' batches as well. */
const MAX_LANES_WORTH = 2;

/** For a pipeline whose events have no ids. */
export const NO_SENDER_IDS: SenderIds = {
  takenThrough: async () => NO_IDS_TAKEN,
  keep: async () => {},
};

/** Makes what knows the ids of this pipeline's lanes; an instance that stays warm reads only what others have added. */
export function makeSenderIds({ policy, store, stream, retentionMs, onForgotten }: SenderIdsDeps): SenderIds {
  const { horizonMs, maxIdsPerLane = DEFAULT_MAX_IDS_PER_LANE } = policy;
  /** Least recently used first. */
  const known = new Map<string, KnownLane>();

  /** @returns true where the lane's claims reach back beyond `sinceMs` */
  const load = async (index: ClaimIndex, lane: Lane, after: Position, sinceMs: EpochMs): Promise<boolean> => {
    for await (const segment of store.claimsAfter(lane, after)) {
      if (segment.arrivalMs < Math.max(sinceMs - horizonMs - ARRIVAL_SLACK_MS, index.floorMs)) return true;
      index.addAll(segment.fingerprints, segment.arrivalMs);
    }
    return false;
  };

  /** A lane that does not reach back far enough goes on where its parents ended: their records came before its own. */
  const loadAncestors = async (index: ClaimIndex, lane: Lane, sinceMs: EpochMs): Promise<void> => {
    const shards = await stream.listShards();
    const parentsOf = (shardId: string) => shards.find((shard) => shard.shardId === shardId)?.parents;
    const parents = parentsOf(lane.shardId);
    // Its records are being read, so it is there: a list without it is old, and what it descends from is not known.
    if (!parents) throw new RetryableError(`shard ${lane.shardId} is not listed yet`);
    const left = [...parents];
    const seen = new Set(left);
    for (let shardId = left.pop(); shardId !== undefined; shardId = left.pop()) {
      if (await load(index, { ...lane, shardId }, BEFORE_FIRST, sinceMs)) continue;
      for (const parent of parentsOf(shardId) ?? []) {
        if (seen.has(parent)) continue;
        seen.add(parent);
        left.push(parent);
      }
    }
  };

  const learn = async (lane: Lane, lastPosition: Position, sinceMs: EpochMs): Promise<KnownLane> => {
    const index = new ClaimIndex(horizonMs, maxIdsPerLane);
    if (!(await load(index, lane, BEFORE_FIRST, sinceMs))) await loadAncestors(index, lane, sinceMs);
    return { index, through: lastPosition, kept: undefined, reported: 0 };
  };

  const makeRoom = (): void => {
    let held = 0;
    for (const { index } of known.values()) held += index.size;
    for (const [key, { index }] of known) {
      if (held <= MAX_LANES_WORTH * maxIdsPerLane || known.size === 1) return;
      held -= index.size;
      known.delete(key);
    }
  };

  /** Brings the index up to `lastPosition`; without a question where this instance itself moved progress there. */
  const catchUp = async (held: KnownLane, lane: Lane, lastPosition: Position, sinceMs: EpochMs): Promise<void> => {
    const { index, kept, through } = held;
    if (through >= lastPosition) return;
    if (kept && kept.after <= through && kept.segment.through === lastPosition) {
      index.addAll(kept.segment.fingerprints, kept.segment.arrivalMs);
    } else await load(index, lane, through, sinceMs);
    held.kept = undefined;
    held.through = lastPosition;
  };

  return {
    async takenThrough(lane, lastPosition, sinceMs) {
      const key = keyOf(lane);
      const held = known.get(key) ?? (await learn(lane, lastPosition, sinceMs));
      await catchUp(held, lane, lastPosition, sinceMs);
      known.delete(key);
      known.set(key, held);
      makeRoom();
      if (held.index.forgotten > held.reported) {
        held.reported = held.index.forgotten;
        onForgotten(lane, held.reported);
      }
      return held.index;
    },

    async keep(lane, after, through, claims) {
      const segment = segmentOf(through, claims);
      if (claims.length > 0) await store.putClaims(lane, segment, segment.arrivalMs + horizonMs + retentionMs);
      const held = known.get(keyOf(lane));
      if (held) held.kept = { after, segment };
    },
  };
}

function keyOf({ streamName, streamCreatedMs, shardId }: Lane): string {
  return `${streamName}|${streamCreatedMs}|${shardId}`;
}

function segmentOf(through: Position, claims: readonly Claim[]): ClaimSegment {
  const fingerprints = new Uint32Array(claims.length * 2);
  let arrivalMs = 0;
  for (const [index, claim] of claims.entries()) {
    fingerprints[index * 2] = claim.high;
    fingerprints[index * 2 + 1] = claim.low;
    arrivalMs = Math.max(arrivalMs, claim.arrivalMs);
  }
  return { through, arrivalMs, fingerprints };
}
