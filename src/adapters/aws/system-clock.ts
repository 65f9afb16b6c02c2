import type { Clock } from '../../ports/clock.ts';

/** Time as the machine has it. For composition roots only: everything else is given a clock. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  // A timer may fire within the last millisecond of its delay, as `Date.now` sees it.
  after: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs + 1)),
};
