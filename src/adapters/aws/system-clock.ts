import type { Clock } from '../../ports/clock.ts';

/** Time as the machine has it. For composition roots only: everything else is given a clock. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  after: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
};
