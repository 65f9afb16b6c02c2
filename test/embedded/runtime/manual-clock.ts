import type { Clock } from '../../../localstack/embedded/lambda/clock.ts';

/** A clock that stands still until told to move. */
export function makeManualClock(startMs = 0) {
  let nowMs = startMs;
  const sleepers = new Set<{ untilMs: number; wake: () => void }>();
  const clock: Clock = {
    now: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const sleeper = {
          untilMs: nowMs + ms,
          wake: () => {
            sleepers.delete(sleeper);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', sleeper.wake);
      }),
  };
  /** Lets everything run that waits for no time. */
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    ...clock,
    settle,
    /** Moves on, stopping wherever somebody wakes up. */
    async advance(ms: number) {
      await settle();
      const endMs = nowMs + ms;
      for (;;) {
        const next = [...sleepers].sort((a, b) => a.untilMs - b.untilMs)[0];
        if (!next || next.untilMs > endMs) break;
        nowMs = next.untilMs;
        next.wake();
        await settle();
      }
      nowMs = endMs;
      await settle();
    },
  };
}
