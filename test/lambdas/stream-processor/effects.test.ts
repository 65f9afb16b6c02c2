import { describe, expect, it } from 'vitest';
import { brokenRecord, saleRecord, windowAt } from '../../support/sales.ts';
import { makeProcessorTest } from './processor-setup.ts';

/** Late by more than `by-shop` forgives, not by more than `patient` does. */
const tooLate = (sequenceNumber: number) => saleRecord(sequenceNumber, { at: 0, shop: 'birch', arrival: 601 });
const newest = saleRecord(1, { at: 600 });

describe('the order of effects', () => {
  it('decide, send aside, mark, write, look, done', async () => {
    const { process, deps } = makeProcessorTest();
    await process(newest);
    deps.operations.length = 0;
    expect(await process(brokenRecord(2), tooLate(3), saleRecord(4, { at: 601 }))).toEqual([]);
    const order = [
      'writeProgress',
      'sendRejected',
      'sendTooLate',
      'ensureMark',
      'putPartial',
      'readControls',
      'writeProgress',
    ];
    expect(firstOfEach(deps.operations, order)).toEqual(order);
    expect(deps.operations.filter((operation) => operation === 'writeProgress')).toHaveLength(2);
  });

  it('writes its decisions before any effect, and has no effect where it cannot', async () => {
    const { process, deps } = makeProcessorTest();
    await process(newest);
    deps.operations.length = 0;
    deps.fail('writeProgress', 'request lost');
    await process(brokenRecord(2), tooLate(3), saleRecord(4, { at: 601 }));
    expect(deps.operations).toEqual(['readProgress', 'writeProgress']);
  });

  it('marks every window before it writes any partial', async () => {
    const { process, deps } = makeProcessorTest();
    await process(saleRecord(1, { at: 0 }), saleRecord(2, { at: 60 }), saleRecord(3, { at: 120 }));
    const lastMark = deps.operations.lastIndexOf('ensureMark');
    expect(deps.operations.filter((operation) => operation === 'ensureMark')).toHaveLength(6);
    expect(lastMark).toBeLessThan(deps.operations.indexOf('putPartial'));
  });

  it('looks only after the last partial is written, and is done only after the look', async () => {
    const { process, deps } = makeProcessorTest();
    await process(newest);
    deps.operations.length = 0;
    await process(saleRecord(2, { at: 601 }), saleRecord(3, { at: 660 }));
    const look = deps.operations.indexOf('readControls');
    expect(deps.operations.lastIndexOf('putPartial')).toBeLessThan(look);
    expect(deps.operations.lastIndexOf('writeProgress')).toBeGreaterThan(look);
  });
});

describe('a record that is not counted', () => {
  it('goes whole to the retry queue with its reason where it is rejected', async () => {
    const { process, deps, progress } = makeProcessorTest();
    const broken = brokenRecord(1);
    expect(await process(broken)).toEqual([]);
    expect(deps.twins.deadLetters.rejected).toEqual([
      {
        record: {
          lane: { streamName: 'events', streamCreatedMs: 1_000, shardId: broken.shardId },
          sequenceNumber: '1',
          partitionKey: broken.partitionKey,
          arrivalMs: broken.arrivalMs,
          dataBase64: broken.dataBase64,
        },
        position: '0011',
        reason: 'UNDECODABLE',
        message: 'no JSON',
      },
    ]);
    expect((await progress()).counts).toMatchObject({ read: 1, accepted: 0, rejected: 1 });
  });

  it('is rejected where its event time is further ahead than the bound, and moves nothing on', async () => {
    const { process, deps, progress } = makeProcessorTest();
    await process(saleRecord(1, { at: 30, arrival: 0 }), saleRecord(2, { at: 31, arrival: 0 }));
    expect(deps.twins.deadLetters.rejected.map(({ position, reason }) => [position, reason])).toEqual([
      ['0012', 'FUTURE_EVENT_TIME'],
    ]);
    const { doneMaxEventTimeMs } = await progress();
    expect(doneMaxEventTimeMs).toBe(windowAt('by-shop').windowStartMs + 30_000);
  });

  it('goes to the late queue naming aggregations and windows, and is counted by those that it is not too late for', async () => {
    const { process, deps, counted, progress } = makeProcessorTest();
    await process(newest, tooLate(2));
    const [message, ...more] = deps.twins.deadLetters.tooLate;
    expect(more).toEqual([]);
    expect(message).toMatchObject({
      position: '0012',
      eventTimeMs: windowAt('by-shop').windowStartMs,
      windows: [{ aggregation: 'by-shop', windowStartMs: windowAt('by-shop').windowStartMs }],
      record: { dataBase64: tooLate(2).dataBase64 },
    });
    expect(await counted('by-shop')).toEqual({});
    expect(await counted('patient')).toEqual({ all: 1 });
    expect((await progress()).counts).toMatchObject({
      read: 2,
      accepted: 2,
      aggregations: {
        'by-shop': { counted: 1, tooLate: 1, filtered: 0 },
        patient: { counted: 2, tooLate: 0, filtered: 0 },
      },
    });
  });

  it('is too late from the instant on that its lane has passed the end, lateness and disorder included', async () => {
    // Window end 60 s + allowed lateness 30 s + out-of-orderness 10 s.
    for (const [newestAt, expected] of [
      [99, []],
      [100, ['0012']],
    ] as const) {
      const { process, deps } = makeProcessorTest();
      await process(saleRecord(1, { at: newestAt }), saleRecord(2, { at: 59 }));
      expect(deps.twins.deadLetters.tooLate.map(({ position }) => position)).toEqual(expected);
    }
  });

  it('is judged in lane order: what comes after it in the batch does not make it late', async () => {
    const { process, deps, counted } = makeProcessorTest();
    await process(saleRecord(1, { at: 0 }), saleRecord(2, { at: 600 }), saleRecord(3, { at: 0 }));
    expect(deps.twins.deadLetters.tooLate.map(({ position }) => position)).toEqual(['0013']);
    expect(await counted('by-shop')).toEqual({ ash: 1 });
  });

  it('is counted as filtered where an aggregation leaves it out', async () => {
    const { process, progress, counted } = makeProcessorTest();
    await process(saleRecord(1, { shop: 'closed' }));
    expect((await progress()).counts.aggregations).toEqual({
      'by-shop': { counted: 0, filtered: 1, tooLate: 0 },
      patient: { counted: 1, filtered: 0, tooLate: 0 },
    });
    expect(await counted('by-shop')).toEqual({});
  });
});

describe('many exceptions', () => {
  it('are decided in several stretches, each small enough for one write unit', async () => {
    const { process, deps, progress } = makeProcessorTest();
    const records = Array.from({ length: 100 }, (_, index) => (index % 2 ? brokenRecord(index) : saleRecord(index)));
    expect(await process(...records)).toEqual([]);
    const decided = deps.operations.filter((operation) => operation === 'writeProgress').length / 2;
    expect(decided).toBeGreaterThan(1);
    expect(deps.twins.state.writeUnits.progress).toBe(decided * 2);
    expect((await progress()).counts).toMatchObject({ read: 100, accepted: 50, rejected: 50 });
    expect((await progress()).exceptions).toEqual([]);
    expect(deps.twins.deadLetters.rejected.map(({ record }) => record.sequenceNumber)).toEqual(
      records.filter((_, index) => index % 2).map(({ sequenceNumber }) => sequenceNumber),
    );
  });
});

function firstOfEach(operations: readonly string[], names: readonly string[]): string[] {
  let from = 0;
  return names.filter((name) => {
    const at = operations.indexOf(name, from);
    if (at >= 0) from = at + 1;
    return at >= 0;
  });
}
