import type { EpochMs } from '../../engine/time.ts';
import type { Clock } from '../../ports/clock.ts';

export interface MemoryClock extends Clock {
  /** Moves time on and ends every wait that is over by then. */
  advance(byMs: number): void;
}

/** A clock that stands still until it is told otherwise. */
export function makeMemoryClock(startMs: EpochMs): MemoryClock {
  let nowMs = startMs;
  let waits: { readonly untilMs: EpochMs; readonly end: () => void }[] = [];

  const endDue = (): void => {
    const due = waits.filter(({ untilMs }) => untilMs <= nowMs).sort((a, b) => a.untilMs - b.untilMs);
    waits = waits.filter(({ untilMs }) => untilMs > nowMs);
    for (const { end } of due) end();
  };

  return {
    nowMs: () => nowMs,
    after: (delayMs) =>
      new Promise((resolve) => {
        waits.push({ untilMs: nowMs + delayMs, end: resolve });
        endDue();
      }),
    advance(byMs) {
      nowMs += byMs;
      endDue();
    },
  };
}
