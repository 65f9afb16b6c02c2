import { describe, expect, it } from 'vitest';
import { brokenRecord, saleRecord } from '../../support/sales.ts';
import { makeProcessorTest } from './processor-setup.ts';

const newest = saleRecord(1, { at: 600 });
const late = saleRecord(2, { at: 0, arrival: 601 });

/** What the table and the queues hold in the end, whoever did it. */
async function outcomeOf({ deps, counted, progress }: ReturnType<typeof makeProcessorTest>) {
  const { counts, lastPosition } = await progress();
  const { rejected, tooLate } = deps.twins.deadLetters;
  return {
    counted: [await counted('by-shop'), await counted('by-shop', 600), await counted('patient')],
    late: [...new Set(tooLate.map(({ position }) => position))],
    rejected: [...new Set(rejected.map(({ position }) => position))],
    counts,
    lastPosition,
  };
}

describe('records delivered again', () => {
  it('are skipped where they are done', async () => {
    const test = makeProcessorTest();
    await test.process(newest, late, brokenRecord(3));
    const before = await outcomeOf(test);
    test.deps.operations.length = 0;
    expect(await test.process(newest, late, brokenRecord(3))).toEqual([]);
    expect(test.deps.operations).toEqual(['readProgress']);
    expect(await outcomeOf(test)).toEqual(before);
  });

  it('are skipped where they are done, and only those, in a batch cut anew', async () => {
    const test = makeProcessorTest();
    await test.process(saleRecord(1), saleRecord(2));
    expect(await test.process(saleRecord(2), saleRecord(3), saleRecord(4))).toEqual([]);
    expect(await test.counted('by-shop')).toEqual({ ash: 4 });
    expect((await test.progress()).counts.read).toBe(4);
  });

  it('count once where an attempt died at any of its operations', async () => {
    const whole = makeProcessorTest();
    await whole.process(newest, late, brokenRecord(3), saleRecord(4, { at: 601 }));
    const expected = await outcomeOf(whole);
    const steps = new Set(whole.deps.operations);
    for (const operation of steps) {
      for (const mishap of ['request lost', 'answer lost'] as const) {
        for (let which = 1; which <= 3; which += 1) {
          const test = makeProcessorTest();
          // The attempt stops there; a cold instance and another cut of the batch take over.
          let seen = 0;
          const arm = () => {
            test.deps.before(operation, async () => {
              seen += 1;
              if (seen < which) arm();
              else test.deps.fail(operation, mishap, 20);
            });
          };
          arm();
          await test.process(newest, late, brokenRecord(3), saleRecord(4, { at: 601 }));
          test.deps.mend();
          await until(() => test.start()(newest, late));
          await until(() => test.start()(newest, late, brokenRecord(3), saleRecord(4, { at: 601 })));
          expect(await outcomeOf(test), `${operation} ${mishap} ${which}`).toEqual(expected);
        }
      }
    }
  });
});

describe('decisions', () => {
  it('are obeyed by code that has changed its mind about lateness', async () => {
    const test = makeProcessorTest();
    test.deps.fail('putPartial', 'request lost', 100);
    expect(await test.process(newest, late)).toEqual(['1']);
    expect(test.deps.twins.deadLetters.tooLate).toHaveLength(1);

    const forgiving = test.start({ latenessMs: 3_600_000 });
    test.deps.mend();
    await until(() => forgiving(newest, late));
    expect(await test.counted('by-shop')).toEqual({});
    expect((await test.progress()).counts.aggregations['by-shop']).toEqual({ counted: 1, tooLate: 1, filtered: 0 });
  });

  it('to count are obeyed by code that would find the record too late', async () => {
    const test = makeProcessorTest({ latenessMs: 3_600_000 });
    test.deps.fail('putPartial', 'request lost', 100);
    expect(await test.process(newest, late)).toEqual(['1']);

    const strict = test.start({ latenessMs: 30_000 });
    test.deps.mend();
    await until(() => strict(newest, late));
    expect(await test.counted('by-shop')).toEqual({ ash: 1 });
    expect(test.deps.twins.deadLetters.tooLate).toEqual([]);
  });

  it('to count are obeyed by code with a narrower future bound', async () => {
    const test = makeProcessorTest();
    const ahead = saleRecord(1, { at: 25, arrival: 0 });
    test.deps.fail('putPartial', 'request lost', 100);
    expect(await test.process(ahead)).toEqual(['1']);

    const narrow = test.start({ watermark: { futureBoundMs: 0 } });
    test.deps.mend();
    await until(() => narrow(ahead));
    expect(await test.counted('by-shop')).toEqual({ ash: 1 });
    expect(test.deps.twins.deadLetters.rejected).toEqual([]);
    expect(await narrow(saleRecord(2, { at: 25, arrival: 0 }))).toEqual([]);
    expect(test.deps.twins.deadLetters.rejected).toHaveLength(1);
  });

  it('to reject are obeyed by code with a wider future bound, and the record is sent again', async () => {
    const test = makeProcessorTest({ watermark: { futureBoundMs: 0 } });
    const ahead = saleRecord(1, { at: 25, arrival: 0 });
    test.deps.fail('sendRejected', 'request lost');
    expect(await test.process(ahead)).toEqual(['1']);

    const wide = test.start();
    expect(await wide(ahead)).toEqual([]);
    expect(await test.counted('by-shop')).toEqual({});
    expect(test.deps.twins.deadLetters.rejected).toMatchObject([{ position: '0011', reason: 'FUTURE_EVENT_TIME' }]);
    expect((await test.progress()).doneMaxEventTimeMs).toBeNull();
  });

  it('to count what this code cannot decode hold the record up, and nothing else', async () => {
    const test = makeProcessorTest();
    const { process, progress } = test;
    await process(saleRecord(1));
    // Another version could decode record 3 and decided on 2 to 4.
    const decided = await progress();
    await test.deps.twins.state.writeProgress(
      { streamName: 'events', streamCreatedMs: 1_000, shardId: saleRecord(1).shardId },
      { ...decided, decidedThrough: '0014' },
      decided.version,
    );
    expect(await process(saleRecord(2), brokenRecord(3), saleRecord(4))).toEqual(['3']);
    expect(test.deps.log.lines).toContain(
      'warn this code cannot read a record that was decided as counted; it is tried again',
    );
    expect((await progress()).lastPosition).toBe('0012');
    expect(test.deps.twins.deadLetters.rejected).toEqual([]);
    expect(await test.counted('by-shop')).toEqual({ ash: 2 });
  });
});

describe('attempts side by side', () => {
  it('a conflict on deciding: the decisions that came first are the only ones', async () => {
    const test = makeProcessorTest();
    const forgiving = test.start({ latenessMs: 3_600_000 });
    // While this attempt is about to decide, another decides otherwise and finishes.
    test.deps.before('writeProgress', () => forgiving(newest, late));
    expect(await test.process(newest, late)).toEqual([]);
    expect(await test.counted('by-shop')).toEqual({ ash: 1 });
    expect(test.deps.twins.deadLetters.tooLate).toEqual([]);
    expect((await test.progress()).counts).toMatchObject({ read: 2, accepted: 2 });
  });

  it('a conflict on finishing: what another finished is not counted again', async () => {
    const test = makeProcessorTest();
    const other = test.start();
    const records = [saleRecord(1), saleRecord(2), saleRecord(3)] as const;
    test.deps.before('putPartial', () => other(records[0], records[1]));
    expect(await test.process(...records)).toEqual([]);
    expect((await test.progress()).counts).toMatchObject({ read: 3, accepted: 3 });
    expect(await test.counted('by-shop')).toEqual({ ash: 3 });
  });

  it('an older attempt whose writes land after a newer one has gone on changes nothing', async () => {
    const test = makeProcessorTest();
    const newer = test.start();
    test.deps.before('ensureMark', async () => {
      await newer(saleRecord(1), saleRecord(2));
      await newer(saleRecord(3, { at: 600 }), saleRecord(4, { at: 0, arrival: 600 }), saleRecord(5, { at: 601 }));
    });
    expect(await test.process(saleRecord(1), saleRecord(2))).toEqual([]);
    expect(await test.counted('by-shop')).toEqual({ ash: 2 });
    expect(await test.counted('by-shop', 600)).toEqual({ ash: 2 });
    expect(await test.progress()).toMatchObject({ lastPosition: '0015', counts: { read: 5, accepted: 5 } });
  });

  it.each(['readProgress', 'writeProgress', 'ensureMark', 'putPartial', 'readControls', 'sendRejected', 'sendTooLate'])(
    'one overtaken by another at %s leaves the same behind',
    async (operation) => {
      const batch = [newest, late, brokenRecord(3), saleRecord(4, { at: 601 })];
      const alone = makeProcessorTest();
      await alone.process(...batch);
      const test = makeProcessorTest();
      const other = test.start();
      test.deps.before(operation, () => other(...batch, saleRecord(5, { at: 602 })));
      expect(await test.process(...batch)).toEqual([]);
      await alone.process(saleRecord(5, { at: 602 }));
      expect(await outcomeOf(test)).toEqual(await outcomeOf(alone));
    },
  );
});

describe('windows of two lanes', () => {
  it('keep a partial for each', async () => {
    const test = makeProcessorTest();
    const shardId = 'shardId-000000000001';
    await test.process(saleRecord(1), saleRecord(2));
    await test.process(saleRecord(1, { shardId }));
    expect(await test.counted('by-shop')).toEqual({ ash: 3 });
    expect((await test.progress()).counts.read).toBe(2);
  });
});

/** Tries until nothing is left, as the mapping does. */
async function until(attempt: () => Promise<readonly string[]>): Promise<void> {
  for (let count = 0; count < 40; count += 1) if ((await attempt()).length === 0) return;
  throw new Error('never done');
}
