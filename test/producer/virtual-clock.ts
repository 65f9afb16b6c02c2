import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../src/ports/clock.ts';

export interface VirtualClock extends Clock {
  /** How long each wait was that somebody asked for. */
  readonly waits: readonly number[];
  /** Lets time pass, from one wait's end to the next, until the work is done. */
  run<T>(work: Promise<T>): Promise<T>;
  /** Lets so much time pass. */
  pass(ms: number): Promise<void>;
}

/** Time that passes only when nothing else can happen, at once. */
export function makeVirtualClock(): VirtualClock {
  let nowMs = 0;
  let timers: { readonly atMs: number; readonly end: () => void }[] = [];
  const waits: number[] = [];
  /** Until everything has happened that needs no time: what one turn of the event loop sets off happens in the next. */
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 3; turn += 1) await setImmediate();
  };

  /** Moves on to the end of the next wait, if it is not after `untilMs`. */
  const step = (untilMs: number): boolean => {
    const atMs = Math.min(...timers.map((timer) => timer.atMs));
    if (atMs > untilMs || timers.length === 0) return false;
    nowMs = Math.max(nowMs, atMs);
    const due = timers.filter((timer) => timer.atMs <= nowMs);
    timers = timers.filter((timer) => timer.atMs > nowMs);
    for (const { end } of due) end();
    return true;
  };

  return {
    waits,
    nowMs: () => nowMs,
    after: (delayMs) => {
      waits.push(delayMs);
      return new Promise((resolve) => timers.push({ atMs: nowMs + delayMs, end: resolve }));
    },
    async run(work) {
      let isOver = false;
      const over = work.finally(() => {
        isOver = true;
      });
      over.catch(() => {});
      for (let stuck = 0; !isOver; ) {
        await settle();
        if (isOver) break;
        stuck = step(Number.POSITIVE_INFINITY) ? 0 : stuck + 1;
        if (stuck === 100) throw new Error('the work waits for something that no passing of time brings');
      }
      return over;
    },
    async pass(ms) {
      const untilMs = nowMs + ms;
      do await settle();
      while (step(untilMs));
      nowMs = untilMs;
      await settle();
    },
  };
}
