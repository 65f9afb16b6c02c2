import { describe, expect, it } from 'vitest';
import type { FunctionPorts } from '../support/compose-functions.ts';
import type { Around } from '../support/intercept.ts';
import { killAtEveryStep, portsThrough } from '../support/kill-steps.ts';
import { OTHER_LANE, windowAt } from '../support/sales.ts';
import { DAY, HOUR, type Life, MINUTE, makeLife } from './life-of-windows.ts';

// The keeper and the materializer, killed before and after each operation of each of the runs that a window sees in its life. Each time
// a new instance goes on, and the window lives to its end: results are exact all along, and no state is left.

/** Acceptance and the patient aggregation's allowed lateness are over. */
const OLD = 14 * DAY + HOUR;

async function sold(): Promise<Life> {
  const life = makeLife();
  await life.sell([
    { at: 5, shop: 'ash', amount: 10 },
    { at: 65, shop: 'birch', amount: 20 },
    { at: 70, shop: 'ash', amount: 30 },
    { at: 140, shop: 'cedar', amount: 40 },
  ]);
  await life.sell([{ at: 50, shop: 'ash', amount: 3, shardId: OTHER_LANE.shardId }]);
  // The other lane has been silent for so long that it is looked at, and found idle.
  life.deps.clock.advance(200_000);
  return life;
}

async function corrected(): Promise<Life> {
  const life = await sold();
  await life.settle();
  await life.sell([{ at: 80, shop: 'birch', amount: 5 }]);
  return life;
}

async function announced(): Promise<Life> {
  const life = await corrected();
  await life.settle();
  await life.settleAt(OLD);
  return life;
}

async function collected(): Promise<Life> {
  const life = await announced();
  await life.settleAt(OLD + 2 * HOUR);
  const window = windowAt('by-shop', 60);
  await life.deps.twins.state.renewMark({ window, nonce: 'stray' });
  await life.deps.twins.tasks.sendTasks([{ window, late: true }], 0);
  return life;
}

interface Run {
  readonly name: string;
  /** A life up to this run. */
  readonly before: () => Promise<Life>;
  readonly run: (life: Life, ports?: FunctionPorts) => Promise<void>;
  /** Operations that it is about: it cannot do without them. */
  readonly about: readonly string[];
}

const keep: Run['run'] = (life, ports) => life.keep(ports);
const materialize: Run['run'] = (life, ports) => life.materialize(ports);

const RUNS: readonly Run[] = [
  {
    name: 'the keeper that fires windows',
    before: sold,
    run: keep,
    about: ['writeWatermark', 'raiseFiredThrough', 'marksThrough', 'sendTasks', 'writeExpiryMemory'],
  },
  {
    name: 'the materializer',
    before: async () => {
      const life = await sold();
      await life.keep();
      return life;
    },
    run: materialize,
    about: ['readMark', 'readControls', 'bucketsOf', 'writeResult', 'noteWindow', 'clearMark'],
  },
  {
    name: 'the materializer of a correction',
    before: corrected,
    run: materialize,
    about: ['readRows', 'writeResult', 'noteWindow', 'clearMark'],
  },
  {
    name: 'the keeper that announces what has expired',
    before: async () => {
      const life = await corrected();
      await life.settle();
      life.deps.clock.advance((OLD - 200) * 1_000);
      await life.sell([{ at: OLD, shop: 'time' }]);
      return life;
    },
    run: keep,
    about: ['raiseExpiredThrough', 'writeExpiryMemory'],
  },
  {
    name: 'the keeper that collects state',
    before: async () => {
      const life = await announced();
      life.deps.clock.advance(2 * HOUR * 1_000);
      return life;
    },
    run: keep,
    about: ['raiseCollectedThrough', 'windowsThrough', 'unstampedPartials', 'stampPartial', 'forgetWindow'],
  },
  {
    name: 'the materializer that refuses a window whose state is gone',
    before: collected,
    run: materialize,
    about: ['readMark', 'readControls', 'clearMark'],
  },
];

/** From wherever a window is to the end of its state, exact at each step. */
async function liveToTheEnd(life: Life): Promise<void> {
  await life.settle();
  await life.expectExact();
  for (const hours of [4, 8, 12]) {
    await life.settleAt(OLD + hours * HOUR);
    await life.expectExact();
    life.deps.twins.state.dropExpired(Number.POSITIVE_INFINITY);
  }
  const [fired, expired, gone] = await life.bounds();
  expect(Math.min(fired, expired, gone)).toBeGreaterThanOrEqual(2 * MINUTE);
  expect(life.partials(2 * MINUTE)).toEqual([0, 0]);
}

describe('a window is exact all its life, and leaves no state', () => {
  it.each(RUNS)('though $name dies at any step', async ({ before, run, about }) => {
    const begin = async () => {
      const life = await before();
      return {
        attempt: (around: Around) => run(life, portsThrough(life.deps, around)),
        finish: () => liveToTheEnd(life).then(() => 'exact', String),
      };
    };
    const steps = await killAtEveryStep(begin, (outcome, undisturbed, at) => {
      expect([undisturbed, outcome], at).toEqual(['exact', 'exact']);
    });
    expect(steps.map(({ operation }) => operation)).toEqual(expect.arrayContaining([...about]));
  });
});
