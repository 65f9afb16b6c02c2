import type { Claim } from '../../src/engine/claim.ts';
import type { DedupePolicy } from '../../src/engine/pipeline.ts';
import type { RedriveDecision } from '../../src/engine/redrive.ts';
import type { ClaimStore, OwnedClaim } from '../../src/ports/claim-store.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { RetryableError } from '../../src/ports/errors.ts';
import type { ProgressStore } from '../../src/ports/progress-store.ts';
import type { RedrivenEvent, RedriveStore } from '../../src/ports/redrive-store.ts';
import type { StreamReader } from '../../src/ports/stream-reader.ts';
import type { Log } from '../shared/log.ts';
import { rememberedMs } from '../shared/sender-ids.ts';
import { makeFindHolders } from './find-holders.ts';
import { makeJudgingLanes } from './judging-lanes.ts';

/** Takes an event's id for it, unless another event holds that; before the event is counted. */
export type TakeId = (event: RedrivenEvent, partitionKey: string, claim: Claim) => Promise<'taken' | 'duplicate'>;

export interface TakeIdDeps {
  readonly policy: DedupePolicy;
  readonly store: ClaimStore &
    Pick<ProgressStore, 'readProgress' | 'writeProgress'> &
    Pick<RedriveStore, 'readRedrive' | 'decideRedrive'>;
  readonly stream: Pick<StreamReader, 'listShards'>;
  /** How long the stream keeps records. */
  readonly retentionMs: number;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly log: Log;
}

/** What redrives decide about an event whose id another one holds. */
export const DUPLICATE: RedriveDecision = {
  origin: 'rejected',
  outcome: 'duplicate',
  counted: [],
  expired: [],
  isDone: true,
};

/** For a pipeline whose events have no ids. */
export const takeNoId: TakeId = async () => 'taken';

/**
 * Another event goes first. Not trouble that passes by itself: where that one lies in the dead-letter queue, this one has to join it, for one
 * redrive of both.
 */
class RivalFirst extends Error {
  override readonly name = 'RivalFirst';

  constructor({ position }: RedrivenEvent) {
    super(`the event at ${position} has the same id, and is to be redriven first: redrive its letter as well`);
  }
}

/** A busy lane decides and finishes a batch in about a second, and can be had in between. */
const MAX_ATTEMPTS = 8;
const BACK_OFF_FIRST_MS = 25;

/**
 * Makes what brings a redriven event's id into one order with its lane, which it came too late for (docs/adr/0007): claim the id beside the
 * lane, then raise the version of the lane's progress. A processor that judged meanwhile without the claim fails, and looks again.
 *
 * @throws RetryableError where the lane is never found without something half done
 */
export function makeTakeId(deps: TakeIdDeps): TakeId {
  const { policy, store, retentionMs, clock, random, log } = deps;
  const { horizonMs } = policy;
  const keptMs = rememberedMs(policy, retentionMs);

  /** Other redriven events that hold the id and are not decided; `accepted` where one is counted. */
  const undecidedOf = async (owned: readonly OwnedClaim[], event: RedrivenEvent) => {
    const undecided: RedrivenEvent[] = [];
    for (const { owner } of owned) {
      if (compare(owner, event) === 0) continue;
      const decision = await store.readRedrive(owner);
      if (decision?.outcome === 'accepted') return 'accepted';
      if (!decision) undecided.push(owner);
    }
    return undecided;
  };

  /**
   * Of events that hold one id and are not decided the first in the stream goes on, and the others are decided as its duplicates. One that
   * was faster than this is counted, and stays.
   */
  const contend = async (event: RedrivenEvent, rivals: readonly RedrivenEvent[]): Promise<'taken' | 'duplicate'> => {
    const first = rivals.find((rival) => compare(rival, event) < 0);
    if (first) throw new RivalFirst(first);
    for (const rival of rivals) {
      if ((await store.decideRedrive(rival, DUPLICATE)).outcome === 'accepted') return 'duplicate';
    }
    return 'taken';
  };

  /** The stream, whose list of shards tells what the event's own descends from, and into what it was split. */
  const streamFor = ({ lane: { shardId } }: RedrivenEvent, { arrivalMs }: Claim): TakeIdDeps['stream'] => ({
    async listShards() {
      const shards = await deps.stream.listShards();
      const isListed = shards.some((shard) => shard.shardId === shardId);
      // As long as the stream keeps its record the shard is there, so the list is old.
      if (!isListed && clock.nowMs() - arrivalMs < retentionMs)
        throw new RetryableError(`shard ${shardId} is not listed yet`);
      return shards;
    },
  });

  const attempt = async (event: RedrivenEvent, partitionKey: string, claim: Claim) => {
    const stream = streamFor(event, claim);
    const judgingLanes = makeJudgingLanes({ store, stream });
    const findHolders = makeFindHolders({ horizonMs, store, stream });
    const { lanes, lane, progress } = await judgingLanes(event.lane, partitionKey);
    // What is decided and not done has claims that are not in sight.
    if (progress.decidedThrough !== progress.lastPosition) return undefined;
    const { isTaken, owned } = await findHolders(lanes, event, claim);
    const rivals = isTaken ? 'accepted' : await undecidedOf(owned, event);
    if (rivals === 'accepted') return 'duplicate';
    const expiresAtMs = Math.max(claim.arrivalMs, clock.nowMs()) + keptMs;
    await store.putOwnedClaim(lane, progress.lastPosition, { owner: event, claim }, expiresAtMs);
    const write = await store.writeProgress(lane, progress, progress.version);
    return write.kind === 'written' ? contend(event, rivals) : undefined;
  };

  return async ({ lane, position }, partitionKey, claim) => {
    if (clock.nowMs() - claim.arrivalMs > keptMs)
      log.warn('a redriven event is older than ids are remembered: it counts, also where a copy of it did', {
        position,
      });
    for (let attempts = 1; attempts <= MAX_ATTEMPTS; attempts += 1) {
      const outcome = await attempt({ lane, position }, partitionKey, claim);
      if (outcome) return outcome;
      await clock.after(Math.ceil(BACK_OFF_FIRST_MS * 2 ** attempts * (0.5 + random() / 2)));
    }
    throw new RetryableError(`lane ${lane.shardId} is busy: the id of a redriven event could not be taken`);
  };
}

/** By place in the stream, the same whoever asks. */
function compare(a: RedrivenEvent, b: RedrivenEvent): number {
  const [left, right] = [a, b].map(({ lane, position }) => `${lane.shardId} ${position}`);
  if (left === right) return 0;
  return (left ?? '') < (right ?? '') ? -1 : 1;
}
