import type { Aggregation } from './aggregation.ts';
import type { Progress } from './progress.ts';
import { days, type EpochMs, hours, minutes } from './time.ts';
import { lastWindowEndAt } from './window.ts';

/** How long the state of an aggregation's windows is kept. */
export interface ExpiryPolicy extends Pick<Aggregation, 'window' | 'allowedLatenessMs'> {
  /** How long after allowed lateness a redriven event is still counted. */
  readonly acceptanceMs: number;
  /** How long the stream keeps records. */
  readonly retentionMs: number;
}

/** What had fired at some time, by the keeper's clock. */
export interface FiredSample {
  readonly atMs: EpochMs;
  readonly firedThroughMs: EpochMs;
}

/** A bound that stops being accepted from, and when that was said, by the keeper's clock. */
export interface Announcement {
  readonly throughMs: EpochMs;
  readonly atMs: EpochMs;
}

/** What the keeper remembers of one aggregation, so that windows expire. */
export interface ExpiryMemory {
  /** Oldest first. */
  readonly samples: readonly FiredSample[];
  /** The last raise of `expiredThrough`. */
  readonly announced: Announcement | null;
}

export const NO_EXPIRY_MEMORY: ExpiryMemory = { samples: [], announced: null };

/** With them an item stays below 1 KB, one write unit. */
export const MAX_SAMPLES = 32;

/**
 * A record may be judged until it leaves the stream. Two days more, so that somebody who repairs a shard at the last moment finds the state
 * of its windows.
 */
const AFTER_RETENTION_MS = days(2);

/**
 * A processor may act on control items that it read this long ago, and an invocation of Lambda runs no longer than that (Lambda Developer
 * Guide, "Lambda quotas"). So once both have passed, nobody decides anything without having seen the announcement.
 */
const CONTROL_READ_AGE_MS = minutes(5);
const LONGEST_RUN_MS = minutes(15);
/** Room for clocks that do not agree: the keeper's, those of other instances of it, and the one by which Kinesis notes arrivals. */
const CLOCKS_AGREE_WITHIN_MS = minutes(10);
const SEEN_BY_ALL_AFTER_MS = CONTROL_READ_AGE_MS + LONGEST_RUN_MS + CLOCKS_AGREE_WITHIN_MS;
const COLLECT_AFTER_MS = hours(1);

/** How long ago a window must have fired at least. */
function leastAgeMs({ acceptanceMs, retentionMs }: ExpiryPolicy): number {
  return Math.max(acceptanceMs, retentionMs + AFTER_RETENTION_MS);
}

/**
 * The samples with one more, or `samples` itself where another would tell little.
 *
 * Any sample may be left out, at any time: what it covers is covered by a later one, so windows expire later for it, never earlier. A
 * clock that stands before the newest sample has been set back, and what it says now would make a window look older than it is.
 */
export function sampled(
  policy: ExpiryPolicy,
  samples: readonly FiredSample[],
  firedThroughMs: EpochMs,
  nowMs: EpochMs,
): readonly FiredSample[] {
  const newest = samples.at(-1);
  const ageMs = leastAgeMs(policy);
  if (newest) {
    const spacingMs = ageMs / (MAX_SAMPLES - 2);
    if (firedThroughMs <= newest.firedThroughMs || nowMs < newest.atMs + spacingMs) return samples;
  }
  // Of those that are old enough the newest says all that the others do.
  const lastOld = samples.findLastIndex(({ atMs }) => nowMs - atMs >= ageMs);
  return [...thinned(samples.slice(Math.max(0, lastOld))), { atMs: nowMs, firedThroughMs }];
}

/** Only a policy that has changed, or a clock that has leapt, leaves so many: every second one goes. */
function thinned(samples: readonly FiredSample[]): readonly FiredSample[] {
  return samples.length < MAX_SAMPLES ? samples : samples.filter((_, index) => index % 2 === 1);
}

/**
 * The largest window end that nothing more needs to be counted through; null where there is none.
 *
 * Such a window is past allowed lateness and acceptance by the watermark, and fired long enough ago by the keeper's clock. Windows that have
 * not fired are in no sample. The earlier the clock, the fewer windows: one that was set back expires nothing.
 */
export function expiredThrough(
  policy: ExpiryPolicy,
  samples: readonly FiredSample[],
  watermarkMs: EpochMs,
  nowMs: EpochMs,
): EpochMs | null {
  const ageMs = leastAgeMs(policy);
  let firedThroughMs: EpochMs | null = null;
  for (const sample of samples) {
    if (nowMs - sample.atMs < ageMs) continue;
    if (firedThroughMs === null || sample.firedThroughMs > firedThroughMs) firedThroughMs = sample.firedThroughMs;
  }
  if (firedThroughMs === null) return null;
  const acceptedFromMs = watermarkMs - policy.allowedLatenessMs - policy.acceptanceMs;
  return lastWindowEndAt(policy.window, Math.min(firedThroughMs, acceptedFromMs));
}

/**
 * True where no lane holds a decision any more that was made before everybody knew of the announcement, so that the state of the windows
 * concerned grows no further.
 *
 * A processor judges by control items up to 5 minutes old and runs at most 15, so for 20 minutes after the announcement events may still be
 * decided as counted in these windows. What is decided and not done is obeyed however long it takes, and needs the state that it is applied
 * to. Such records reached the stream before they were decided, hence a lane is clear of them once it has nothing in flight, or has done a
 * record that arrived later than that.
 *
 * @param lanes progress of all lanes that records may still come from, as it was about `nowMs`
 */
export function mayCollect(
  lanes: readonly Pick<Progress, 'decidedThrough' | 'lastPosition' | 'lastArrivalMs'>[],
  announcedAtMs: EpochMs,
  nowMs: EpochMs,
): boolean {
  if (nowMs - announcedAtMs < COLLECT_AFTER_MS) return false;
  return lanes.every(
    ({ decidedThrough, lastPosition, lastArrivalMs }) =>
      decidedThrough === lastPosition ||
      (lastArrivalMs !== null && lastArrivalMs > announcedAtMs + SEEN_BY_ALL_AFTER_MS),
  );
}
