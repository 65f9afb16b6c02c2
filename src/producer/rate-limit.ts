import type { Clock } from '../ports/clock.ts';

/** Shorter waits are saved up: timers are no finer than a millisecond or two. */
const SLACK_MS = 20;

/**
 * Lets so many a second pass, evenly; what comes after a pause is not let through faster.
 *
 * @returns undefined where one may pass now, otherwise what to wait for
 */
export function makeRateLimit(clock: Clock, maxPerSecond: number): () => Promise<void> | undefined {
  const stepMs = 1_000 / maxPerSecond;
  let nextMs = clock.nowMs();
  return () => {
    const nowMs = clock.nowMs();
    const turnMs = Math.max(nowMs, nextMs);
    nextMs = turnMs + stepMs;
    const waitMs = turnMs - nowMs;
    return waitMs < SLACK_MS ? undefined : clock.after(waitMs);
  };
}
