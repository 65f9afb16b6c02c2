import { describe, expect, it } from 'vitest';
import { INJECTIONS } from './faults.ts';
import { run } from './run.ts';

/** Each seed is a deployment of its own: pipeline, senders, shards, faults and interleaving. */
const SEEDS = 300;
const FIRST_SEED = 1;

describe('the functions under simulated faults', () => {
  it(`count every event exactly once in ${SEEDS} seeds, with every kind of fault among them`, async () => {
    const injections = new Map(INJECTIONS.map((kind) => [kind, 0]));
    const failures: string[] = [];
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed += 1) {
      const { violation, injections: injected } = await run(seed);
      if (violation !== null) failures.push(`npm run sim -- --seeds 1 --seed ${seed} --trace # ${violation}`);
      for (const [kind, count] of injected) injections.set(kind, (injections.get(kind) ?? 0) + count);
    }
    expect(failures).toEqual([]);
    expect([...injections].filter(([, count]) => count === 0)).toEqual([]);
  }, 240_000);

  it('happen the same way for the same seed, and another way for another', async () => {
    const [once, again, other] = [await run(7), await run(7), await run(8)];
    expect(again.trace).toEqual(once.trace);
    expect(again.traceHash).toBe(once.traceHash);
    expect(other.traceHash).not.toBe(once.traceHash);
  });
});
