import { describe, expect, it } from 'vitest';
import { saleRecord, windowAt } from '../../support/sales.ts';
import { makeProcessorTest } from './processor-setup.ts';

const onTime = saleRecord(1);
const late = saleRecord(2, { arrival: 61 });

/** Noon's minute of one window has been announced, materialized and its mark cleared. */
async function afterFirstResult() {
  const test = makeProcessorTest();
  await test.process(onTime);
  await test.fireThrough(60);
  await clearMarks(test);
  return test;
}

async function clearMarks({ deps: { twins } }: ReturnType<typeof makeProcessorTest>): Promise<void> {
  for (const aggregation of ['by-shop', 'patient']) {
    const nonce = await twins.state.readMark(windowAt(aggregation));
    if (nonce !== undefined) await twins.state.clearMark({ window: windowAt(aggregation), nonce });
  }
}

describe('write, then look', () => {
  it('asks for nothing while a window has not been announced', async () => {
    const { process, deps } = makeProcessorTest();
    await process(onTime);
    expect(deps.twins.tasks.takeAll()).toEqual([]);
    expect(deps.operations).not.toContain('renewMark');
  });

  it('asks for a correction of each window concerned, a few seconds on so that late events gather', async () => {
    const { process, deps } = await afterFirstResult();
    await process(late, saleRecord(3, { at: 60, arrival: 61 }));
    expect(deps.twins.tasks.takeAll()).toEqual([
      { task: { window: windowAt('by-shop'), late: true }, delayMs: 5_000 },
      { task: { window: windowAt('patient'), late: true }, delayMs: 5_000 },
    ]);
  });

  it('marks before it sends, with a nonce of its own', async () => {
    const { process, deps } = await afterFirstResult();
    deps.operations.length = 0;
    await process(late);
    const wanted = ['putPartial', 'readControls', 'renewMark', 'sendTasks', 'writeProgress'];
    const order = deps.operations.filter((operation) => wanted.includes(operation));
    expect(order).toEqual([
      'writeProgress',
      'putPartial',
      'putPartial',
      'readControls',
      'renewMark',
      'renewMark',
      'sendTasks',
      'writeProgress',
    ]);
    const nonces = await Promise.all(['by-shop', 'patient'].map((name) => deps.twins.state.readMark(windowAt(name))));
    expect(new Set(nonces).size).toBe(2);
    expect(nonces).not.toContain(undefined);
  });

  it('takes the place of a mark whose nonce a materializer may have read', async () => {
    const { process, deps, fireThrough } = makeProcessorTest();
    await process(onTime);
    const before = await deps.twins.state.readMark(windowAt('by-shop'));
    await fireThrough(60);
    await process(late);
    const after = await deps.twins.state.readMark(windowAt('by-shop'));
    expect(after).not.toBe(before);
    expect(await deps.twins.state.clearMark({ window: windowAt('by-shop'), nonce: before ?? '' })).toBe('renewed');
  });

  it('also for contributions found applied: the attempt that applied them may have died before it looked', async () => {
    const test = await afterFirstResult();
    test.deps.fail('readControls', 'request lost');
    expect(await test.process(late)).toEqual(['2']);
    expect(await test.counted('by-shop')).toEqual({ ash: 2 });
    expect(test.deps.twins.tasks.takeAll()).toEqual([]);

    test.deps.operations.length = 0;
    expect(await test.process(late)).toEqual([]);
    expect(test.deps.operations).not.toContain('putPartial');
    expect(test.deps.twins.tasks.takeAll()).toHaveLength(2);
    expect(await test.deps.twins.state.readMark(windowAt('by-shop'))).toBeDefined();
  });

  it('sees an announcement made while it was writing', async () => {
    const { process, deps, fireThrough } = makeProcessorTest();
    deps.before('putPartial', () => fireThrough(60));
    await process(onTime);
    expect(deps.twins.tasks.takeAll()).toHaveLength(2);
  });

  it.each(['renewMark', 'sendTasks'])('is not done before %s has succeeded', async (operation) => {
    const { process, deps, progress } = await afterFirstResult();
    deps.fail(operation, 'request lost', 100);
    expect(await process(late)).toEqual(['2']);
    expect((await progress()).lastPosition).toBe('0011');
    deps.mend();
    expect(await process(late)).toEqual([]);
    expect(deps.twins.tasks.takeAll()).toHaveLength(2);
  });

  it('looks at a window whose end is the very instant announced, and at none that ends later', async () => {
    const { process, deps, fireThrough } = makeProcessorTest();
    await process(saleRecord(1), saleRecord(2, { at: 60 }));
    await fireThrough(60);
    await process(saleRecord(3, { arrival: 61 }), saleRecord(4, { at: 61 }));
    const windows = deps.twins.tasks.takeAll().map(({ task }) => task.window.windowStartMs);
    expect(new Set(windows)).toEqual(new Set([windowAt('by-shop').windowStartMs]));
  });
});

describe('a mark that is remembered', () => {
  it('is not written again while the instance is warm, and the look makes up for it', async () => {
    const test = await afterFirstResult();
    test.deps.operations.length = 0;
    await test.process(late);
    expect(test.deps.operations).not.toContain('ensureMark');
    expect(await test.deps.twins.state.readMark(windowAt('by-shop'))).toBeDefined();
  });

  it('is written again by a cold instance', async () => {
    const test = await afterFirstResult();
    test.deps.operations.length = 0;
    await test.start()(late);
    expect(test.deps.operations).toContain('ensureMark');
  });

  it('is not remembered where writing it failed', async () => {
    const { process, deps } = makeProcessorTest();
    deps.fail('ensureMark', 'request lost', 100);
    await process(onTime);
    deps.mend();
    await process(onTime);
    expect(await deps.twins.state.readMark(windowAt('by-shop'))).toBeDefined();
    expect(await deps.twins.state.readMark(windowAt('patient'))).toBeDefined();
  });
});
