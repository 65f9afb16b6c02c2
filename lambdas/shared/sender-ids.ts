import { type Claim, NO_IDS_TAKEN, type TakenIds } from '../../src/engine/claim.ts';
import { ClaimIndex } from '../../src/engine/claim-index.ts';
import type { DedupePolicy } from '../../src/engine/pipeline.ts';
import type { Position } from '../../src/engine/position.ts';
import type { Progress } from '../../src/engine/progress.ts';
import { days, type EpochMs } from '../../src/engine/time.ts';
import type { ClaimSegment, ClaimStore } from '../../src/ports/claim-store.ts';
import type { Lane } from '../../src/ports/lane.ts';
import type { ProgressStore } from '../../src/ports/progress-store.ts';
import type { StreamReader } from '../../src/ports/stream-reader.ts';
import { makeReadClaims } from './read-claims.ts';

/** Knows which ids a lane has accepted. */
export interface SenderIds {
  /**
   * Ids accepted by this lane and those it descends from, as of this progress of it: complete for records that reached the stream at
   * `sinceMs` or later.
   */
  takenThrough(lane: Lane, progress: AsOf, sinceMs: EpochMs): Promise<TakenIds>;
  /** Makes the claims of the decided events in `(after, through]` durable; before progress moves past them. */
  keep(lane: Lane, after: Position, through: Position, claims: readonly Claim[]): Promise<void>;
  /** The store, through which this instance writes all progress: what else moves its version is another's hand. */
  watch(store: ProgressStore): ProgressStore;
}

type AsOf = Pick<Progress, 'version' | 'lastPosition'>;

export interface SenderIdsDeps {
  readonly policy: DedupePolicy;
  readonly store: ClaimStore & Pick<ProgressStore, 'readProgress' | 'writeProgress'>;
  readonly stream: Pick<StreamReader, 'listShards'>;
  /** How long a record stays readable: until then one of the same id may still have to be judged. */
  readonly retentionMs: number;
  /** Told each time that ids had to be forgotten before their time, with their number since the lane is known here. */
  readonly onForgotten: (lane: Lane, forgotten: number) => void;
}

interface KnownLane {
  readonly index: ClaimIndex;
  /** Everything through here is in the index, */
  through: Position;
  /** and what redriven events held when progress had this version. */
  version: number;
  /** What this instance has kept last, while nobody knows whether progress moved past it. */
  kept: { readonly after: Position; readonly segment: ClaimSegment } | undefined;
  /** Ids forgotten that `onForgotten` was told of. */
  reported: number;
}

export const DEFAULT_MAX_IDS_PER_LANE = 1_000_000;
/** Ids that one instance holds, as a multiple of what one lane may hold: Lambda hands it other lanes' batches as well. */
const MAX_LANES_WORTH = 2;

/** As long as any queue keeps a message (SQS Developer Guide, "Message quotas"): a rejected event may come back from there. */
const QUEUE_RETENTION_MS = days(14);

/** For a pipeline whose events have no ids. */
export const NO_SENDER_IDS: SenderIds = {
  takenThrough: async () => NO_IDS_TAKEN,
  keep: async () => {},
  watch: (store) => store,
};

/** How long after its arrival an id is remembered: until no event of the same id can be judged any more. */
export function rememberedMs({ horizonMs }: Pick<DedupePolicy, 'horizonMs'>, retentionMs: number): number {
  return horizonMs + Math.max(retentionMs, QUEUE_RETENTION_MS);
}

/** Makes what knows the ids of this pipeline's lanes; an instance that stays warm reads only what others have added. */
export function makeSenderIds({ policy, store, stream, retentionMs, onForgotten }: SenderIdsDeps): SenderIds {
  const { horizonMs, maxIdsPerLane = DEFAULT_MAX_IDS_PER_LANE } = policy;
  /** Least recently used first. */
  const known = new Map<string, KnownLane>();

  const read = makeReadClaims({ horizonMs, store, stream });

  const learn = async (lane: Lane, progress: AsOf, sinceMs: EpochMs): Promise<KnownLane> => {
    const index = new ClaimIndex(horizonMs, maxIdsPerLane);
    await read.all(index, lane, sinceMs);
    return { index, through: progress.lastPosition, version: progress.version, kept: undefined, reported: 0 };
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

  /** Brings the index up to date; without a question where nobody but this instance has moved progress there. */
  const catchUp = async (held: KnownLane, lane: Lane, progress: AsOf, sinceMs: EpochMs): Promise<void> => {
    const { index, kept, through } = held;
    const { lastPosition, version } = progress;
    const isOwnWork = held.version === version;
    if (isOwnWork && through >= lastPosition) return;
    if (isOwnWork && kept && kept.after <= through && kept.segment.through === lastPosition) {
      index.addAll(kept.segment.fingerprints, kept.segment.arrivalMs);
    } else await read.after(index, lane, through, sinceMs);
    held.kept = undefined;
    held.through = lastPosition;
    held.version = version;
  };

  return {
    async takenThrough(lane, progress, sinceMs) {
      const key = keyOf(lane);
      const held = known.get(key) ?? (await learn(lane, progress, sinceMs));
      await catchUp(held, lane, progress, sinceMs);
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
      if (claims.length > 0)
        await store.putClaims(lane, segment, segment.arrivalMs + rememberedMs(policy, retentionMs));
      const held = known.get(keyOf(lane));
      if (held) held.kept = { after, segment };
    },

    watch: (progress) => ({
      readProgress: (lane) => progress.readProgress(lane),
      listProgress: (streamOf) => progress.listProgress(streamOf),
      async writeProgress(lane, next, expectedVersion) {
        const write = await progress.writeProgress(lane, next, expectedVersion);
        const held = known.get(keyOf(lane));
        if (write.kind === 'written' && held?.version === expectedVersion) held.version = write.progress.version;
        return write;
      },
    }),
  };
}

function keyOf({ streamName, streamCreatedMs, shardId }: Lane): string {
  return `${streamName}|${streamCreatedMs}|${shardId}`;
}

function segmentOf(through: Position, claims: readonly Claim[]): ClaimSegment {
  const fingerprints = new Uint32Array(claims.length * 2);
  let arrivalMs = 0;
  let firstArrivalMs = Number.POSITIVE_INFINITY;
  for (const [index, claim] of claims.entries()) {
    fingerprints[index * 2] = claim.high;
    fingerprints[index * 2 + 1] = claim.low;
    arrivalMs = Math.max(arrivalMs, claim.arrivalMs);
    firstArrivalMs = Math.min(firstArrivalMs, claim.arrivalMs);
  }
  return { through, arrivalMs, firstArrivalMs, fingerprints };
}
