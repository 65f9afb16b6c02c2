import { describe, expect, it } from 'vitest';
import { windowAt } from '../../support/sales.ts';
import { makeKeeperTest } from './keeper-setup.ts';

/** A keeper whose one lane says 130 s: the windows of 0 s and 60 s have ended. */
async function makeReady() {
  const test = await makeKeeperTest(1);
  await test.lane(0, { done: 140 });
  await test.mark('by-shop', 0);
  await test.mark('by-shop', 60);
  await test.mark('by-shop', 120);
  return test;
}

const tasksOf = (test: Awaited<ReturnType<typeof makeReady>>) =>
  test.deps.twins.tasks.takeAll().map(({ task, delayMs }) => [task.window.windowStartMs, task.late, delayMs]);
const [first, second, third] = [0, 60, 120].map((start) => windowAt('by-shop', start).windowStartMs);

describe('announcing', () => {
  it('raises what has fired to the last window end passed, and sends a task for each mark up to it', async () => {
    const test = await makeReady();
    await test.run();
    expect(await test.firedThrough()).toBe(120);
    expect(await test.firedThrough('patient')).toBe(120);
    expect(tasksOf(test)).toEqual([
      [first, false, 0],
      [second, false, 0],
    ]);
  });

  it('comes before looking, for each aggregation', async () => {
    const { run, deps } = await makeReady();
    deps.operations.length = 0;
    await run();
    const order = ['raiseFiredThrough', 'marksThrough', 'sendTasks'];
    expect(
      deps.operations.filter((name) => order.includes(name)).filter((name, at, all) => name !== all[at - 1]),
    ).toEqual(['raiseFiredThrough', 'marksThrough', 'sendTasks', 'raiseFiredThrough', 'marksThrough']);
  });

  it('fires a window at the very instant of its end', async () => {
    const test = await makeKeeperTest(1);
    await test.mark('by-shop', 0);
    await test.lane(0, { done: 69 });
    await test.run();
    expect(tasksOf(test)).toEqual([]);
    await test.lane(0, { done: 70 });
    await test.run();
    expect(tasksOf(test)).toEqual([[first, false, 0]]);
  });

  it('sends a mark of a window announced before as late', async () => {
    const test = await makeReady();
    await test.run();
    tasksOf(test);
    await test.mark('by-shop', 0, 'renewed');
    await test.lane(0, { done: 200 });
    await test.run();
    expect(tasksOf(test)).toEqual([
      [first, true, 0],
      [third, false, 0],
    ]);
  });

  it('sends nothing for what has been materialized', async () => {
    const test = await makeReady();
    await test.run();
    await test.deps.twins.state.clearMark({ window: windowAt('by-shop', 0), nonce: 'n' });
    tasksOf(test);
    test.at(200);
    await test.run();
    expect(tasksOf(test)).toEqual([[second, true, 0]]);
  });

  it('sends many tasks in several calls', async () => {
    const test = await makeKeeperTest(1);
    for (let start = 0; start < 1_200; start += 1) await test.mark('by-shop', start * 60);
    await test.lane(0, { done: 100_000, arrival: 0 });
    test.deps.operations.length = 0;
    await test.run();
    expect(test.deps.operations.filter((name) => name === 'sendTasks')).toHaveLength(3);
    expect(tasksOf(test)).toHaveLength(1_200);
  });
});

describe('a task', () => {
  it('is not sent again a moment later, and again after a while, for it may be lost', async () => {
    const test = await makeReady();
    await test.run();
    tasksOf(test);
    for (const [now, expected] of [
      [10, 0],
      [49, 0],
      [50, 2],
      [60, 0],
      [99, 0],
      [100, 2],
    ] as const) {
      test.at(now);
      await test.run();
      expect(tasksOf(test), `at ${now} s`).toHaveLength(expected);
    }
  });

  it('is sent at once for a new nonce', async () => {
    const test = await makeReady();
    await test.run();
    tasksOf(test);
    await test.mark('by-shop', 60, 'renewed');
    test.at(1);
    await test.run();
    expect(tasksOf(test)).toEqual([[second, true, 0]]);
  });

  it('is sent again on a drain, however fresh', async () => {
    const test = await makeReady();
    await test.run();
    tasksOf(test);
    await test.run('crossed', 'drain');
    expect(tasksOf(test)).toHaveLength(2);
  });

  it('is sent again by a cold keeper', async () => {
    const test = await makeReady();
    await test.run();
    tasksOf(test);
    await test.start()();
    expect(tasksOf(test)).toHaveLength(2);
  });

  it('is sent again though the clock was set back', async () => {
    const test = await makeReady();
    test.at(130);
    await test.run();
    tasksOf(test);
    test.at(50);
    await test.run();
    expect(tasksOf(test)).toHaveLength(2);
  });

  it('counts as sent only when the sending succeeded', async () => {
    const test = await makeReady();
    test.deps.fail('sendTasks', 'request lost');
    await test.run();
    expect(tasksOf(test)).toEqual([]);
    await test.run();
    expect(tasksOf(test)).toHaveLength(2);
  });
});
