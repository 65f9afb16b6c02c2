import type { Random } from './random.ts';
import type { Operator } from './scenario.ts';
import type { Arrival } from './workload.ts';

/** How state comes to be given up within a run; the operator's times are after the first arrival of each episode but the first. */
export interface ExpirySpec extends Operator {
  /** How long after allowed lateness redriven events are counted. */
  readonly acceptanceMs: number;
  /** How long the stream says that it keeps records. */
  readonly retentionMs: number;
  /** Between episodes. */
  readonly pauseMs: number;
  /** All is finished and checked before each pause, or else what was left half done comes back after it. */
  readonly isCheckedBetween: boolean;
}

type Episodes = readonly (readonly Arrival[])[];

const HOUR_MS = 3_600_000;
/** The keeper lets nothing expire that has fired less than two days longer ago than the stream keeps records. */
const LEAST_PAUSE_MS = 48 * HOUR_MS;
/** Long enough for windows to expire, and for their state to be collected an hour later, while events go on coming. */
const LASTS_MS = 3 * HOUR_MS;

export function makeExpiry(random: Random): ExpirySpec {
  const times = () => Array.from({ length: random.int(0, 4) }, () => random.int(0, LASTS_MS));
  return {
    acceptanceMs: random.pick([0, 600_000]),
    retentionMs: 60_000,
    pauseMs: LEAST_PAUSE_MS + random.int(0, LASTS_MS),
    redrivesAfterMs: times(),
    lateAdmittedAfterMs: times(),
    isCheckedBetween: random.chance(0.3),
  };
}

/**
 * Makes all episodes but the first last for hours. Much of what is sent then is of the time before, mostly under partition keys of which
 * little else comes: their lanes do not find it too late.
 */
export function prolonged(random: Random, episodes: Episodes): Episodes {
  const oldKeys = new Map<string, boolean>();
  const isOfOldKey = (partitionKey: string): boolean => {
    const isOld = oldKeys.get(partitionKey) ?? random.chance(0.6);
    oldKeys.set(partitionKey, isOld);
    return isOld;
  };
  return episodes.map((arrivals, episode) => {
    if (episode === 0) return arrivals;
    const lastedMs = arrivals.reduce((sum, { afterMs }) => sum + afterMs, 0);
    const stretch = LASTS_MS / Math.max(1, lastedMs);
    return arrivals.map((arrival) => {
      const oldShare = isOfOldKey(arrival.partitionKey) ? 0.9 : 0.15;
      return {
        ...arrival,
        afterMs: Math.round(arrival.afterMs * stretch),
        sendings: arrival.sendings.map((sending) => ({
          ...sending,
          intoLast: random.chance(oldShare) ? random.next() : null,
        })),
      };
    });
  });
}
