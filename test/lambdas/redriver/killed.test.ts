import { describe, expect, test } from 'vitest';
import { hours } from '../../../src/engine/index.ts';
import { killAtEveryStep, portsThrough } from '../../support/kill-steps.ts';
import { packedRecord } from '../../support/packed-sales.ts';
import { saleRecord } from '../../support/sales.ts';
import { makeIdsTest, OLD, oak, sale } from './ids-setup.ts';
import { makeRedriverTest, type RedriverTest } from './redriver-setup.ts';

const OAK = saleRecord(2, { at: 1, shop: 'oak' });

/** What everything has come to in the end. */
async function outcomeOf(run: RedriverTest) {
  await run.fireThrough(60);
  await run.materialize();
  return {
    decisions: await run.decisions(),
    byShop: await run.counted('by-shop'),
    patient: await run.counted('patient'),
    late: [...new Set(run.late())],
    // How often they changed is another matter: a correction may come in two parts.
    rows: run.rows().map((row) => row.replace(/, revision.*/, '')),
  };
}

/** Kills a redriver of letters that `prepare` has put into the queue at each of its steps; another does the rest. */
function killed(
  prepare: (run: RedriverTest) => Promise<unknown>,
  check: (outcome: Outcome, undisturbed: Outcome, at: string) => void,
  make: () => RedriverTest = makeRedriverTest,
) {
  return killAtEveryStep(async () => {
    const run = make();
    await prepare(run);
    return {
      attempt: (around) => run.start({}, portsThrough(run.ports, around)).work(),
      async finish() {
        for (let times = 0; times < 3; times += 1) {
          run.pass(hours(1));
          await run.start().work();
        }
        return outcomeOf(run);
      },
    };
  }, check);
}

type Outcome = Awaited<ReturnType<typeof outcomeOf>>;

function same(outcome: Outcome, undisturbed: Outcome, at: string): void {
  expect(outcome, at).toEqual(undisturbed);
}

describe('a redriver whose process ends', () => {
  test('at any step counts the event once', async () => {
    const kills = await killed(
      (run) => run.process(OLD, OAK, saleRecord(3)),
      (outcome, undisturbed, at) => {
        same(outcome, undisturbed, at);
        expect(outcome.byShop).toEqual({ ash: 1, oak: 1 });
        expect(outcome.rows).toEqual(['all@0: 2 events', 'ash@0: 1 event', 'oak@0: 1 event']);
      },
    );
    expect(kills.length).toBeGreaterThan(16);
  });

  test('at any step after the window has fired corrects its results', async () => {
    await killed(
      async (run) => {
        await run.process(OLD, OAK, saleRecord(3));
        await run.fireThrough(60);
        await run.materialize();
      },
      (outcome, undisturbed, at) => {
        same(outcome, undisturbed, at);
        expect(outcome.rows).toContain('oak@0: 1 event');
      },
    );
  });

  test('at any step counts each event of a packed record once', async () => {
    await killed(
      async (run) => {
        await run.process({}, saleRecord(7));
        await run.reject(packedRecord(1, [{ shop: 'ash' }, { shop: 'oak' }, { shop: 'elm', at: 2 }]), 'UNDELIVERABLE');
      },
      (outcome, undisturbed, at) => {
        same(outcome, undisturbed, at);
        expect(outcome.byShop).toEqual({ ash: 2, oak: 1, elm: 1 });
      },
    );
  });

  test('at any step counts one of two copies', async () => {
    await killed(
      async (run) => {
        await run.process(OLD, oak(2, 'a'), sale(3, 'b'), oak(4, 'a', { at: 2 }));
      },
      (outcome, undisturbed, at) => {
        same(outcome, undisturbed, at);
        expect(outcome.byShop).toEqual({ ash: 1, oak: 1 });
      },
      makeIdsTest,
    );
  });

  test('at any step sends an event whose window has expired to the late queue', async () => {
    await killed(
      async (run) => {
        await run.process(OLD, OAK, saleRecord(3));
        await run.fireThrough(60);
        await run.expireThrough(60);
      },
      (outcome, undisturbed, at) => {
        same(outcome, undisturbed, at);
        expect(outcome.byShop).toEqual({ ash: 1 });
        expect(outcome.late).toEqual(['2: by-shop@0 STATE_EXPIRED, patient@0 STATE_EXPIRED']);
      },
    );
  });

  test('at any step either counts the event or sends it to the late queue, where its window expires just then', async () => {
    for (const expiresAt of ['decideRedrive', 'ensureMark', 'putEventPartial', 'sendTasks', 'amendRedrive']) {
      await killed(
        async (run) => {
          await run.process(OLD, OAK, saleRecord(3));
          await run.fireThrough(60);
          run.deps.before(expiresAt, () => run.expireThrough(60));
        },
        ({ byShop, late, patient }, _undisturbed, at) => {
          const lateFor = (aggregation: string) => late.some((text) => text.includes(`${aggregation}@0`));
          expect(lateFor('by-shop'), `expired at ${expiresAt}, ${at}`).toBe(byShop.oak === undefined);
          expect(lateFor('patient'), `expired at ${expiresAt}, ${at}`).toBe(patient.all === 1);
        },
      );
    }
  });
});
