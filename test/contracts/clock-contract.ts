import { equal, ok } from 'node:assert/strict';
import type { Clock } from '../../src/ports/clock.ts';
import type { Check } from './contract.ts';

export interface ClockFixture {
  readonly clock: Clock;
  /** Lets time pass, where it does not by itself. */
  pass(ms: number): void;
}

export const clockContract: readonly Check<ClockFixture>[] = [
  {
    name: 'time is whole milliseconds and does not go back',
    async run({ clock }) {
      const before = clock.nowMs();
      ok(Number.isSafeInteger(before));
      await clock.after(0);
      ok(clock.nowMs() >= before);
    },
  },
  {
    name: 'a wait is over once its time has passed, not before',
    async run({ clock, pass }) {
      for (const delayMs of [1, 2, 3, 5, 8, 13]) {
        const before = clock.nowMs();
        const wait = clock.after(delayMs).then(() => clock.nowMs());
        pass(delayMs);
        ok((await wait) - before >= delayMs);
      }
    },
  },
  {
    name: 'waits end in the order of their times',
    async run({ clock, pass }) {
      const ended: number[] = [];
      const waits = [30, 10, 20].map((delayMs) => clock.after(delayMs).then(() => ended.push(delayMs)));
      pass(30);
      await Promise.all(waits);
      equal(ended.join(), '10,20,30');
    },
  },
];
