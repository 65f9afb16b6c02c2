import { availableParallelism } from 'node:os';
import { afterAll, describe, expect, it } from 'vitest';
import type { RunJob } from './command/jobs.ts';
import { readKnownSeeds } from './command/known-seeds.ts';
import { runSeeds } from './command/run-seeds.ts';
import { replayCommand } from './command/show-failure.ts';
import { Totals } from './command/totals.ts';
import { WorkerPool } from './command/worker-pool.ts';
import { run } from './run.ts';

/** Each seed is a deployment of its own: pipeline, senders, shards, faults and interleaving. */
const SEEDS = 500;
/** Some blocks, so that workers do not take the same ones twice. */
const HASHED_SEEDS = 10;

const pools: WorkerPool[] = [];
afterAll(() => {
  for (const pool of pools) pool.close();
});

async function totalsOf(
  jobs: number,
  seeds: { readonly known: readonly number[]; readonly count: number },
  traces: RunJob['traces'],
): Promise<Totals> {
  const pool = new WorkerPool(jobs);
  pools.push(pool);
  const totals = new Totals();
  await runSeeds(pool, { ...seeds, first: 1, isOver: () => false }, { setting: {}, traces }, (result) =>
    totals.add(result),
  );
  return totals;
}

describe('the functions under simulated faults', () => {
  it(`count every event exactly once in ${SEEDS} seeds and those that once failed, with every kind of fault among them`, async () => {
    const known = readKnownSeeds().map(({ seed }) => seed);
    const totals = await totalsOf(availableParallelism(), { known, count: SEEDS }, 'failed');
    expect(totals.failed.map(({ seed, violation }) => `${replayCommand(seed, {})} # ${violation}`)).toEqual([]);
    expect(totals.missing).toEqual([]);
    expect(totals.seeds).toBe(known.length + SEEDS);
  }, 400_000);

  it('happen the same way for the same seed, and another way for another', async () => {
    const [once, again, other] = [await run(7), await run(7), await run(8)];
    expect(again.trace).toEqual(once.trace);
    expect(again.traceHash).toBe(once.traceHash);
    expect(other.traceHash).not.toBe(once.traceHash);
  });

  it('happen the same way however many processes share the seeds', async () => {
    const seeds = { known: [7], count: HASHED_SEEDS };
    const [one, three] = [await totalsOf(1, seeds, 'hash'), await totalsOf(3, seeds, 'hash')];
    expect(three.hash()).toBe(one.hash());
    expect({ events: three.events, turns: three.turns }).toEqual({ events: one.events, turns: one.turns });
    const fewer = await totalsOf(1, { known: [7], count: 2 }, 'hash');
    expect(fewer.hash()).not.toBe(one.hash());
  }, 120_000);
});
