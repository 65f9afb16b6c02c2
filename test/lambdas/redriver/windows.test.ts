import { describe, expect, test } from 'vitest';
import { hours } from '../../../src/engine/index.ts';
import { encodePosition } from '../../../src/engine/position.ts';
import { LANE, saleRecord } from '../../support/sales.ts';
import { type Code, makeRedriverTest, type RedriverTest } from './redriver-setup.ts';

const OLD: Code = { rejects: ['oak'] };
const FIXED: Code = {};
const OAK = saleRecord(2, { at: 1, shop: 'oak' });

describe('a redriven event whose window has fired', () => {
  test('corrects its results: revision 2', async () => {
    const run = makeRedriverTest();
    await run.process(OLD, saleRecord(1, { shop: 'oak', at: 2, amount: 1, arrival: 2 }), saleRecord(3, { at: 3 }));
    await run.fireThrough(60);
    await run.materialize();
    expect(run.rows()).toEqual(['all@0: 1 event, revision 1', 'ash@0: 1 event, revision 1']);

    await run.start(FIXED).work();
    await run.materialize();
    expect(run.rows()).toEqual([
      'all@0: 2 events, revision 2',
      'ash@0: 1 event, revision 1',
      'oak@0: 1 event, revision 1',
    ]);
  });

  test('counts, however late it is: somebody has asked for it', async () => {
    const run = makeRedriverTest();
    await run.process(OLD, OAK, saleRecord(3, { at: 7_200, arrival: 7_200 }));
    await run.fireThrough(7_200);
    expect(await run.start(FIXED).work()).toBe(0);
    expect(run.late()).toEqual([]);
    expect(await run.counted('by-shop')).toEqual({ oak: 1 });
  });

  test('is seen by the keeper where the redriver looked too early, and by the redriver where the keeper did', async () => {
    for (const moment of ['putEventPartial', 'readControls', 'amendRedrive']) {
      const run = makeRedriverTest();
      await run.process(OLD, OAK, saleRecord(3, { at: 1 }));
      run.deps.before(moment, async () => {
        await run.fireThrough(60);
        await run.materialize();
      });
      await run.start(FIXED).work();
      await run.fireThrough(60);
      await run.materialize();
      expect(run.rows(), moment).toContainEqual(expect.stringMatching(/^oak@0: 1 event/));
    }
  });
});

describe('a redriven event whose window has expired', () => {
  const expired = async (): Promise<RedriverTest> => {
    const run = makeRedriverTest();
    await run.process(OLD, OAK, saleRecord(3));
    await run.fireThrough(60);
    await run.expireThrough(60);
    return run;
  };

  test('goes to the late queue, decided once', async () => {
    const run = await expired();
    expect(await run.start(FIXED).work()).toBe(0);
    expect(run.late()).toEqual(['2: by-shop@0 STATE_EXPIRED, patient@0 STATE_EXPIRED']);
    expect(await run.decisions()).toEqual(['2 rejected accepted -by-shop@0 -patient@0 done']);
    expect(await run.counted('by-shop')).toEqual({ ash: 1 });
  });

  test('comes back to the late queue from there, since that was its only copy', async () => {
    const run = await expired();
    await run.start(FIXED).work();
    run.redriveLate();
    expect(await run.start(FIXED).work()).toBe(0);
    expect(run.late()).toEqual(['2: by-shop@0 STATE_EXPIRED, patient@0 STATE_EXPIRED']);
    expect(await run.counted('by-shop')).toEqual({ ash: 1 });
  });

  test('counts for the aggregation that still has its window', async () => {
    const run = makeRedriverTest();
    await run.process(OLD, OAK);
    await run.fireThrough(60);
    await run.deps.twins.state.raiseExpiredThrough('by-shop', 1, 31_536_060_000);
    await run.start(FIXED).work();
    expect(await run.decisions()).toEqual(['2 rejected accepted +patient@0 -by-shop@0 done']);
    expect(run.late()).toEqual(['2: by-shop@0 STATE_EXPIRED']);
    expect(await run.counted('patient')).toEqual({ all: 1 });
  });

  test('and was decided before, counts where it is written and goes to the late queue where it is not', async () => {
    const run = makeRedriverTest();
    await run.process(OLD, OAK);
    await run.fireThrough(60);
    // Its process ends between the first partial and the second.
    run.deps.fail('putEventPartial', 'unknown error', 1);
    await run.start(FIXED).work();
    expect(await run.decisions()).toEqual(['2 rejected accepted +by-shop@0 +patient@0']);
    await run.expireThrough(60);
    run.pass(hours(1));
    expect(await run.start(FIXED).work()).toBe(0);
    expect(await run.decisions()).toEqual(['2 rejected accepted +patient@0 -by-shop@0 done']);
    expect(await run.counted('by-shop')).toEqual({});
    expect(await run.counted('patient')).toEqual({ all: 1 });
    expect(run.late()).toEqual(['2: by-shop@0 STATE_EXPIRED']);
  });

  test('is not counted by an attempt that is still under way when another sends it to the late queue', async () => {
    const run = makeRedriverTest();
    await run.process(OLD, OAK);
    await run.fireThrough(60);
    const { deadLetters } = run.deps.twins;
    await deadLetters.sendRejected(deadLetters.rejected);
    // The slow attempt has decided to count it, and is about to write.
    run.deps.before('putEventPartial', async () => {
      await run.expireThrough(60);
      await run.start(FIXED).work();
    });
    await run.start(FIXED).work();
    run.pass(hours(1));
    expect(await run.start(FIXED).work()).toBe(0);
    // It had written one of the two by the time that the other attempt looked.
    expect(await run.decisions()).toEqual(['2 rejected accepted +patient@0 -by-shop@0 done']);
    expect(await run.counted('by-shop')).toEqual({});
    expect(await run.counted('patient')).toEqual({ all: 1 });
    expect(new Set(run.late())).toEqual(new Set(['2: by-shop@0 STATE_EXPIRED']));
  });

  test('is not counted either where the other ends before it has changed the decision', async () => {
    const run = makeRedriverTest();
    await run.process(OLD, OAK);
    await run.fireThrough(60);
    const { deadLetters } = run.deps.twins;
    await deadLetters.sendRejected(deadLetters.rejected);
    run.deps.before('putEventPartial', async () => {
      await run.expireThrough(60);
      run.deps.fail('amendRedrive', 'unknown error');
      await run.start(FIXED).work();
    });
    await run.start(FIXED).work();
    run.pass(hours(1));
    expect(await run.start(FIXED).work()).toBe(0);
    expect(await run.counted('by-shop')).toEqual({});
    expect(run.late()).toContain('2: by-shop@0 STATE_EXPIRED');
  });

  test('and was decided before it was collected, stops with a clear line: nobody can say whether it was counted', async () => {
    const run = makeRedriverTest();
    await run.process(OLD, OAK);
    await run.fireThrough(60);
    run.deps.fail('putEventPartial', 'unknown error', 2);
    await run.start(FIXED).work();
    await run.expireThrough(60);
    await run.collectThrough(60);
    run.pass(hours(1));
    expect(await run.start(FIXED).work()).toBe(1);
    expect(run.deps.log.lines.at(-1)).toMatch(/^error a letter failed.*collected before that was known to be done/);
  });

  test('and was counted and done, is done, even after its state is gone', async () => {
    const run = makeRedriverTest();
    await run.process(OLD, OAK);
    await run.fireThrough(60);
    await run.start(FIXED).work();
    await run.expireThrough(60);
    await run.collectThrough(60);
    const { deadLetters } = run.deps.twins;
    await deadLetters.sendRejected(deadLetters.rejected);
    expect(await run.start(FIXED).work()).toBe(0);
    expect(run.late()).toEqual([]);
  });
});

describe('an event that came too late', () => {
  const tooLate = async (): Promise<RedriverTest> => {
    const run = makeRedriverTest();
    // Two minutes later: too late for `by-shop`, which waits 30 s, and in time for `patient`.
    await run.process({}, saleRecord(1, { at: 200 }), saleRecord(2, { at: 5, shop: 'oak', arrival: 200 }));
    await run.fireThrough(180);
    expect(run.late()).toEqual(['2: by-shop@0 TOO_LATE']);
    return run;
  };

  test('is admitted as a correction, to the aggregations that had refused it alone', async () => {
    const run = await tooLate();
    expect(await run.counted('patient')).toEqual({ all: 1 });
    run.redriveLate();
    expect(await run.start().work()).toBe(0);
    expect(await run.decisions()).toEqual(['2 tooLate accepted +by-shop@0 done']);
    expect(await run.counted('by-shop')).toEqual({ oak: 1 });
    expect(await run.counted('patient')).toEqual({ all: 1 });
    await run.materialize();
    expect(run.rows()).toContain('oak@0: 1 event, revision 1');
  });

  test('is admitted once, though it was sent to the late queue twice', async () => {
    const run = await tooLate();
    await run.deps.twins.deadLetters.sendTooLate(run.deps.twins.deadLetters.tooLate);
    run.redriveLate();
    await run.start().work();
    expect(await run.counted('by-shop')).toEqual({ oak: 1 });
  });

  test('goes back to the late queue once its window has expired', async () => {
    const run = await tooLate();
    await run.expireThrough(60);
    run.redriveLate();
    expect(await run.start().work()).toBe(0);
    expect(run.late()).toEqual(['2: by-shop@0 STATE_EXPIRED']);
    expect(await run.counted('by-shop')).toEqual({});
  });

  test('waits where this code cannot read it, or has the aggregation no more', async () => {
    const run = await tooLate();
    run.redriveLate();
    expect(await run.start(OLD).work()).toBe(1);
    expect(await run.decisions()).toEqual([]);
    const record = run.deps.twins.deadLetters.tooLate[0];
    if (!record) throw new Error('a letter is in the late queue');
    const windows = [{ aggregation: 'former', windowStartMs: 0, reason: 'TOO_LATE' as const }];
    await run.deps.twins.deadLetters.sendTooLate([{ ...record, windows }]);
    run.redriveLate();
    expect(await run.start().work()).toBe(1);
    expect(await run.decisions()).toEqual([]);
  });
});

describe('what was decided', () => {
  test('is not contradicted: code that cannot do it leaves the letter in the queue', async () => {
    const run = makeRedriverTest();
    await run.process(OLD, OAK);
    run.deps.fail('ensureMark', 'unknown error');
    await run.start(FIXED).work();
    expect(await run.decisions()).toEqual(['2 rejected accepted +by-shop@0 +patient@0']);
    run.pass(hours(1));
    // The former code is back for a moment.
    expect(await run.start(OLD).work()).toBe(1);
    expect(run.deps.log.lines.at(-1)).toMatch(
      /^error a letter failed.*of the event at 0012 this code makes something else/,
    );
    run.pass(hours(1));
    expect(await run.start(FIXED).work()).toBe(0);
    expect(await run.counted('by-shop')).toEqual({ oak: 1 });
  });

  test('holds while old and new code take turns', async () => {
    const run = makeRedriverTest();
    await run.process(
      OLD,
      OAK,
      saleRecord(3, { shop: 'oak', at: 2 }),
      saleRecord(4, { shop: 'oak', at: 70, arrival: 70 }),
    );
    const [old, fixed] = [run.start(OLD), run.start(FIXED)];
    run.deps.fail('decideRedrive', 'answer lost', 3);
    run.deps.fail('putEventPartial', 'answer lost', 3);
    await Promise.all([old.work(), fixed.work()]);
    for (const redriver of [old, fixed, old, fixed]) {
      run.pass(hours(1));
      await redriver.work();
    }
    run.redriveDeadLetters();
    await fixed.work();
    expect(await run.counted('by-shop')).toEqual({ oak: 2 });
    expect(await run.counted('by-shop', 60)).toEqual({ oak: 1 });
    expect(await run.counted('patient')).toEqual({ all: 2 });
  });

  test('is obeyed though the code would now decide otherwise', async () => {
    const run = makeRedriverTest();
    await run.process({ rejects: ['closed'] }, saleRecord(2, { shop: 'closed' }));
    const event = { lane: LANE, position: encodePosition('2') };
    const patient = { aggregation: 'patient', generation: 1, windowStartMs: 31_536_000_000 };
    const stored = { origin: 'rejected', outcome: 'accepted', counted: [], expired: [patient] } as const;
    await run.deps.twins.state.decideRedrive(event, stored);
    expect(await run.start().work()).toBe(0);
    expect(run.late()).toEqual(['2: patient@0 STATE_EXPIRED']);
    expect(await run.counted('patient')).toEqual({});
  });
});
