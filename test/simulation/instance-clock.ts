import type { Clock } from '../../src/ports/clock.ts';
import type { Caller } from './network.ts';
import type { World } from './world.ts';

const MOST_SKEW_MS = 300_000;
/** Now and then somebody sets a clock right, or wrong. */
const MOST_STEP_MS = 60_000;

/** The clock of one process: skewed, and set while it runs. Each look at it may be the one that finds it set. */
export function makeInstanceClock({ scheduler, faults, random }: World, owner: Caller): Clock {
  let skewMs = faults.happens('skewed clock') ? random.int(-MOST_SKEW_MS, MOST_SKEW_MS) : 0;
  return {
    nowMs: () => {
      if (faults.happens('clock set while a process runs')) {
        const setMs = skewMs + random.int(-MOST_STEP_MS, MOST_STEP_MS);
        skewMs = Math.max(-MOST_SKEW_MS, Math.min(MOST_SKEW_MS, setMs));
      }
      return scheduler.nowMs + skewMs;
    },
    after: (delayMs) =>
      new Promise((resolve) => {
        if (!owner.isDead) scheduler.at(delayMs, resolve, owner);
      }),
  };
}
