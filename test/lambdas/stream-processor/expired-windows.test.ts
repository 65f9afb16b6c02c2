import { expect, it } from 'vitest';
import { minutes } from '../../../src/engine/index.ts';
import { saleRecord, windowAt } from '../../support/sales.ts';
import { makeProcessorTest, type ProcessorTest } from './processor-setup.ts';

const newest = saleRecord(1, { at: 600 });
/** Past what `by-shop` forgives, not what `patient` does. */
const late = (sequenceNumber: number) => saleRecord(sequenceNumber, { at: 0, arrival: 601 });

/** Windows of `patient` that end up to a minute after noon have expired. */
async function expire({ deps }: ProcessorTest): Promise<void> {
  const { state } = deps.twins;
  const { windowEndMs } = windowAt('patient');
  await state.raiseFiredThrough('patient', 1, windowEndMs);
  await state.raiseExpiredThrough('patient', 1, windowEndMs);
}

const lateReasons = ({ deps }: ProcessorTest) =>
  deps.twins.deadLetters.tooLate.map(({ windows }) =>
    windows.map(({ aggregation, reason }) => `${aggregation} ${reason}`),
  );

it('an event is too late for a window that has expired, and its letter tells the one reason from the other', async () => {
  const test = makeProcessorTest();
  await test.process(newest);
  await expire(test);
  const cold = test.start();
  expect(await cold(late(2), saleRecord(3, { at: 60, arrival: 601 }))).toEqual([]);
  expect(lateReasons(test)).toEqual([['by-shop TOO_LATE', 'patient STATE_EXPIRED'], ['by-shop TOO_LATE']]);
  expect(await test.counted('patient')).toEqual({});
  expect(await test.counted('patient', 60)).toEqual({ all: 1 });
  expect((await test.progress()).counts).toMatchObject({
    read: 3,
    accepted: 3,
    aggregations: { patient: { counted: 2, tooLate: 1 }, 'by-shop': { counted: 1, tooLate: 2 } },
  });
});

it('an event in time is too late for it as well, also the first of its lane', async () => {
  const test = makeProcessorTest({ latenessMs: minutes(60) });
  await test.process(saleRecord(1, { shardId: 'shardId-000000000001', at: 0 }));
  await expire(test);
  expect(await test.start()(saleRecord(2, { at: 0 }))).toEqual([]);
  expect(lateReasons(test)).toEqual([['patient STATE_EXPIRED']]);
  expect(await test.counted('by-shop')).toEqual({ ash: 2 });
});

it('an event that was decided as counted before is counted, however late its attempts come', async () => {
  const test = makeProcessorTest();
  await test.process(newest);
  test.deps.fail('putPartial', 'request lost', 100);
  expect(await test.process(late(2))).toEqual(['2']);
  test.deps.mend();
  await expire(test);
  expect(await test.start()(late(2))).toEqual([]);
  expect(await test.counted('patient')).toEqual({ all: 1 });
  expect(lateReasons(test).flat()).not.toContain('patient STATE_EXPIRED');
});

it('an instance that stays warm learns of it within five minutes', async () => {
  const test = makeProcessorTest();
  await test.process(newest);
  await expire(test);
  test.deps.clock.advance(minutes(5));
  // Looks after writing, and sees.
  expect(await test.process(late(2))).toEqual([]);
  expect(await test.process(late(3))).toEqual([]);
  expect(await test.counted('patient')).toEqual({ all: 1 });

  const idle = makeProcessorTest();
  await idle.process(newest);
  await expire(idle);
  idle.deps.clock.advance(minutes(5) + 1);
  expect(await idle.process(late(2))).toEqual([]);
  expect(await idle.counted('patient')).toEqual({});
});

it('a busy instance reads control items once a batch, to look, and no more', async () => {
  const { process, deps } = makeProcessorTest();
  await process(newest);
  deps.operations.length = 0;
  for (let batch = 2; batch < 32; batch += 1) {
    deps.clock.advance(minutes(1));
    await process(saleRecord(batch, { at: 600 + batch }));
  }
  expect(deps.operations.filter((operation) => operation === 'readControls')).toHaveLength(30);
});

it('a batch waits where nobody can say what has expired', async () => {
  const { process, deps, progress } = makeProcessorTest();
  await process(newest);
  deps.clock.advance(minutes(6));
  deps.fail('readControls', 'request lost');
  expect(await process(saleRecord(2, { at: 601 }))).toEqual(['2']);
  expect((await progress()).decidedThrough).toBe('0011');
});
