import type { Control } from '../../../src/ports/control-store.ts';
import type { WindowPartition } from '../../../src/ports/partial-store.ts';
import { all } from '../../contracts/contract.ts';
import { LANE, NOON_MS, type SalesOptions, windowAt } from '../../support/sales.ts';
import { type KeeperTest, makeKeeperTest } from './keeper-setup.ts';

export const MINUTE = 60;
export const HOUR = 3_600;
export const DAY = 24 * HOUR;
/** When the first two windows of the tests may expire: acceptance after they fired, which is longer than retention and two days. */
export const EXPIRES = 14 * DAY;

export interface ExpiryTest extends KeeperTest {
  /** How far windows of `by-shop` have expired and are collected, in seconds after noon. */
  bounds(): Promise<readonly [expired: number | null, collected: number | null]>;
  /** Moves the clock, lets the lane read as far as that, and runs the keeper. */
  runAt(secondsAfterNoon: number): Promise<void>;
  /** Gives a window of `by-shop` state, as a materializer leaves it. */
  keepState(startSeconds: number): Promise<void>;
  /** Numbers of partials of a window of `by-shop`: all, and those that are stamped. */
  partials(startSeconds: number): Promise<readonly [all: number, stamped: number]>;
  /** Starts of windows noted as having state. */
  noted(): Promise<readonly number[]>;
}

/** A keeper under which the windows through 120 s have fired at once. */
export async function makeExpiryTest(options: SalesOptions = {}): Promise<ExpiryTest> {
  const test = await makeKeeperTest(1, options);
  const { state } = test.deps.twins;
  const inSeconds = (instantMs: number | null | undefined) =>
    instantMs == null ? null : (instantMs - NOON_MS) / 1_000;
  const stampsOf = (window: WindowPartition) => [...state.stampsOf(window).values()];
  await test.lane(0, { done: 140, arrival: 0 });
  await test.run();
  return {
    ...test,
    async bounds() {
      const found = (await state.readControls()).find(({ aggregation }: Control) => aggregation === 'by-shop');
      return [inSeconds(found?.expiredThroughMs), inSeconds(found?.collectedThroughMs)];
    },
    async runAt(secondsAfterNoon) {
      test.at(secondsAfterNoon);
      await test.lane(0, { done: secondsAfterNoon });
      await test.run();
    },
    async keepState(startSeconds) {
      const window = windowAt('by-shop', startSeconds);
      for (const bucket of [0, 1]) {
        await state.putPartial({ ...window, bucket, lane: LANE }, { applied: '0011', keys: new Map() }, undefined);
      }
      await state.noteWindow(window);
    },
    async partials(startSeconds) {
      const stamps = stampsOf(windowAt('by-shop', startSeconds));
      return [stamps.length, stamps.filter((stamp) => stamp !== null).length];
    },
    async noted() {
      const windows = await all(state.windowsThrough('by-shop', 1, Number.MAX_SAFE_INTEGER));
      return windows.map(({ windowStartMs }) => inSeconds(windowStartMs) ?? Number.NaN);
    },
  };
}
