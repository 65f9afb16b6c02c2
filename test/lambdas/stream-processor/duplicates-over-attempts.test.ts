import { describe, expect, it } from 'vitest';
import { packedRecord } from '../../support/packed-sales.ts';
import { brokenRecord } from '../../support/sales.ts';
import { makeDedupeTest, sale } from './duplicates-setup.ts';
import type { ProcessorTest } from './processor-setup.ts';

/** What the table and the queues hold in the end, whoever did it. */
async function outcomeOf({ deps, counted, progress }: ProcessorTest) {
  const { counts, lastPosition } = await progress();
  const { rejected, tooLate } = deps.twins.deadLetters;
  return {
    counted: [await counted('by-shop'), await counted('by-shop', 300), await counted('patient')],
    queued: [...new Set([...rejected, ...tooLate].map(({ position }) => position))].sort(),
    counts,
    lastPosition,
  };
}

describe('attempts at sales that were sent twice', () => {
  const before = [sale(1, 'a'), sale(2, 'b', { at: 300 })];
  const batch = [
    sale(3, 'c', { at: 301 }),
    sale(4, 'a', { at: 302 }),
    packedRecord(5, [{ id: 'd', at: 302 }, { id: 'c', at: 302 }, { isBroken: true }, { id: 'late' }], { arrival: 302 }),
    sale(6, 'd', { at: 302 }),
    sale(7, 'late', { at: 0, arrival: 303 }),
    brokenRecord(8, 303),
    sale(9, 'e', { at: 303 }),
  ];
  const after = [
    sale(10, 'c', { at: 304 }),
    sale(11, 'e', { at: 304 }),
    sale(12, 'late', { at: 304 }),
    sale(13, 'f', { at: 304 }),
  ];

  const undisturbed = async () => {
    const test = makeDedupeTest();
    for (const records of [before, batch, after]) await test.process(...records);
    return { outcome: await outcomeOf(test), operations: new Set(test.deps.operations) };
  };

  const until = async (attempt: () => Promise<readonly string[]>): Promise<void> => {
    for (let count = 0; count < 40; count += 1) if ((await attempt()).length === 0) return;
    throw new Error('never done');
  };

  it('leave each counted once where one died at any of its operations, whether its instance goes on or a cold one does', async () => {
    const { outcome, operations } = await undisturbed();
    expect(outcome.counts).toMatchObject({ read: 16, accepted: 7, duplicate: 7, rejected: 2 });
    expect(operations).toContain('putClaims');
    for (const operation of [...operations, 'listShards']) {
      for (const mishap of ['request lost', 'answer lost'] as const) {
        for (const which of [1, 2, 3]) {
          for (const isCold of [true, false]) {
            const test = makeDedupeTest();
            await test.process(...before);
            const unlucky = test.start();
            let seen = 0;
            const arm = () => {
              test.deps.before(operation, async () => {
                seen += 1;
                if (seen < which) arm();
                else test.deps.fail(operation, mishap, 30);
              });
            };
            arm();
            await unlucky(...batch);
            test.deps.mend();
            const next = () => (isCold ? test.start() : unlucky);
            await until(() => next()(...batch.slice(0, 3)));
            await until(() => next()(...batch));
            await until(() => next()(...after));
            expect(await outcomeOf(test), `${operation} ${mishap} ${which} ${isCold}`).toEqual(outcome);
          }
        }
      }
    }
  });

  it('leave the same behind where one is overtaken by another at any of its operations', async () => {
    const { outcome, operations } = await undisturbed();
    for (const operation of [...operations].filter((name) => name !== 'identify')) {
      for (const overtaking of [batch, batch.slice(0, 3), [...batch, ...after]]) {
        const test = makeDedupeTest();
        await test.process(...before);
        const other = test.start();
        test.deps.before(operation, () => other(...overtaking));
        await until(() => test.process(...batch));
        await until(() => test.process(...after));
        expect(await outcomeOf(test), `${operation} ${overtaking.length}`).toEqual(outcome);
      }
    }
  });

  it('obey a decision that this was no duplicate, and one that it was, whatever they now know', async () => {
    const { outcome } = await undisturbed();
    for (const [at, mishap] of [
      ['sendRejected', 'answer lost'],
      ['putPartial', 'request lost'],
      ['putClaims', 'answer lost'],
    ] as const) {
      const test = makeDedupeTest();
      await test.process(...before);
      test.deps.fail(at, mishap, 100);
      expect(await test.process(...batch)).not.toEqual([]);
      test.deps.mend();
      // The claims of the decided events may be in the table by now: they are no reason to judge them again.
      await until(() => test.start()(...batch));
      await until(() => test.process(...after));
      expect(await outcomeOf(test), at).toEqual(outcome);
    }
  });
});
