import type { Aggregation } from '../../src/engine/aggregation.ts';
import {
  type Announcement,
  type ExpiryMemory,
  type ExpiryPolicy,
  expiredThrough,
  mayCollect,
  sampled,
} from '../../src/engine/expiry.ts';
import { laterOf, type Progress } from '../../src/engine/progress.ts';
import type { EpochMs } from '../../src/engine/time.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Control, ControlStore } from '../../src/ports/control-store.ts';
import type { MarkStore } from '../../src/ports/mark-store.ts';
import type { StampCollected } from './stamp-collected.ts';

export interface ExpireDeps {
  readonly aggregations: readonly Aggregation[];
  readonly acceptanceMs: number;
  readonly retentionMs: number;
  readonly store: ControlStore & MarkStore;
  readonly stampCollected: StampCollected;
  readonly clock: Clock;
}

/** What the keeper knows from the run that this is a part of. */
export interface Seen {
  readonly watermarkMs: EpochMs;
  /** Lanes of all shards that the stream lists. Of others nothing can be delivered any more, so what they had in flight is void. */
  readonly lanes: readonly {
    readonly watermarkMs: EpochMs | null;
    readonly progress: Pick<Progress, 'decidedThrough' | 'lastPosition' | 'lastArrivalMs'>;
  }[];
}

export interface Expired {
  /** Aggregations of which windows expired in this run. */
  readonly expired: number;
  /** Window-partitions whose state was given up in this run. */
  readonly collected: number;
}

/** Where an aggregation's expiry stands after this run's part in it. */
interface Step {
  readonly announced: Announcement | null;
  readonly collectedThroughMs: EpochMs | null;
  readonly hasExpired: boolean;
}

/**
 * Lets windows expire, in three steps that each rest on the one before: announce that nothing more is counted in them; once everybody
 * knows and what had been decided has reached results, announce that their state may go; then stamp it, so that the table drops it.
 *
 * One announcement at a time: the next one waits until the state of the last one is free to go. Every step may be repeated, and what a
 * death leaves undone the next run does.
 */
export function makeExpireWindows(deps: ExpireDeps) {
  const { aggregations, acceptanceMs, retentionMs, store, stampCollected, clock } = deps;

  /** Raises what has expired, as far as the samples allow. */
  const expire = async (
    policy: ExpiryPolicy,
    { aggregation, generation, expiredThroughMs, collectedThroughMs }: Control,
    { samples, announced }: ExpiryMemory,
    seen: Seen,
    nowMs: EpochMs,
  ): Promise<Step> => {
    const watermarkMs = readPast(seen);
    const throughMs = watermarkMs === null ? null : expiredThrough(policy, samples, watermarkMs, nowMs);
    if (throughMs === null || throughMs <= (expiredThroughMs ?? Number.NEGATIVE_INFINITY))
      return { announced, collectedThroughMs, hasExpired: false };
    await store.raiseExpiredThrough(aggregation, generation, throughMs);
    // The time after the raise was answered: from then on everybody who reads sees it.
    return { announced: { throughMs, atMs: clock.nowMs() }, collectedThroughMs, hasExpired: true };
  };

  /** Raises what is free to go to what has expired, once that is right. */
  const collect = async (
    { aggregation, generation, collectedThroughMs }: Control,
    throughMs: EpochMs,
    announced: Announcement | null,
    { lanes }: Seen,
    nowMs: EpochMs,
  ): Promise<Step> => {
    // Whoever announced it died before it was remembered: from now on everybody who reads sees it, if not before.
    if (announced?.throughMs !== throughMs)
      return { announced: { throughMs, atMs: nowMs }, collectedThroughMs, hasExpired: false };
    const progress = lanes.map((lane) => lane.progress);
    const step = { announced, collectedThroughMs, hasExpired: false };
    if (!mayCollect(progress, announced.atMs, nowMs)) return step;
    // After the look at the lanes: what they had in flight is in partials by now, each of which had its mark before.
    for await (const _waiting of store.marksThrough(aggregation, generation, throughMs)) return step;
    await store.raiseCollectedThrough(aggregation, generation, throughMs);
    return { ...step, collectedThroughMs: throughMs };
  };

  const advance = async (policy: ExpiryPolicy, control: Control, seen: Seen): Promise<Step> => {
    const { aggregation, generation, firedThroughMs, expiredThroughMs, collectedThroughMs } = control;
    const memory = await store.readExpiryMemory(aggregation, generation);
    const nowMs = clock.nowMs();
    const samples = firedThroughMs === null ? memory.samples : sampled(policy, memory.samples, firedThroughMs, nowMs);
    const step =
      expiredThroughMs === null || expiredThroughMs === collectedThroughMs
        ? await expire(policy, control, { ...memory, samples }, seen, nowMs)
        : await collect(control, expiredThroughMs, memory.announced, seen, nowMs);
    if (samples !== memory.samples || step.announced !== memory.announced)
      await store.writeExpiryMemory(aggregation, generation, { samples, announced: step.announced });
    return step;
  };

  return async (seen: Seen, isTimeUp: () => boolean): Promise<Expired> => {
    const controls = await store.readControls();
    let expired = 0;
    let collected = 0;
    const due: { readonly control: Control; readonly throughMs: EpochMs }[] = [];
    for (const { name, generation, window, allowedLatenessMs } of aggregations) {
      const control = controls.find((found) => found.aggregation === name && found.generation === generation);
      if (!control || isTimeUp()) continue;
      const policy = { window, allowedLatenessMs, acceptanceMs, retentionMs };
      const { hasExpired, collectedThroughMs } = await advance(policy, control, seen);
      if (hasExpired) expired += 1;
      if (collectedThroughMs !== null) due.push({ control, throughMs: collectedThroughMs });
    }
    // The long part comes last, so that no aggregation's announcements wait for another's stamps.
    for (const { control, throughMs } of due) collected += await stampCollected(control, throughMs, isTimeUp);
    return { expired, collected };
  };
}

/** The watermark as far as some lane has read: an idle clock or a drain may have moved it past windows that are yet to be sent. */
function readPast({ watermarkMs, lanes }: Seen): EpochMs | null {
  const newestMs = lanes.reduce<EpochMs | null>((newest, lane) => laterOf(newest, lane.watermarkMs), null);
  return newestMs === null ? null : Math.min(watermarkMs, newestMs);
}
