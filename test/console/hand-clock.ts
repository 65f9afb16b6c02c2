import type { Clock } from '../../src/client/index.ts';

/** A clock that a test moves by hand. */
export interface HandClock extends Clock {
  /** Moves on, and lets whatever waited that long go on. */
  pass(ms: number): Promise<void>;
}

export function makeHandClock(): HandClock {
  let nowMs = 1_000_000;
  let waiting: { readonly atMs: number; readonly go: () => void }[] = [];
  return {
    nowMs: () => nowMs,
    after: (delayMs) => new Promise((go) => waiting.push({ atMs: nowMs + delayMs, go })),
    async pass(ms) {
      nowMs += ms;
      const due = waiting.filter(({ atMs }) => atMs <= nowMs);
      waiting = waiting.filter(({ atMs }) => atMs > nowMs);
      for (const { go } of due) go();
      await settled();
    },
  };
}

/** Lets everything that can go on without time go on. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
