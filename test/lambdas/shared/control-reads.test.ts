import { describe, expect, it } from 'vitest';
import { makeControlReads } from '../../../lambdas/shared/control-reads.ts';
import { makeGenerationGuard } from '../../../lambdas/shared/generation-guard.ts';
import { minutes } from '../../../src/engine/index.ts';
import { RetryableError } from '../../../src/ports/errors.ts';
import { makeTestDeps } from '../../support/lambda-deps.ts';
import { DEFINITION_HASHES, salesPlan } from '../../support/sales.ts';

const plan = salesPlan();

async function setUp() {
  const deps = makeTestDeps();
  const { state } = deps.twins;
  await makeGenerationGuard(plan, state, DEFINITION_HASHES)();
  return {
    deps,
    reads: makeControlReads({ plan, store: deps.state, clock: deps.clock }),
    async expire(aggregation: string, throughMs: number) {
      await state.raiseFiredThrough(aggregation, 1, throughMs);
      await state.raiseExpiredThrough(aggregation, 1, throughMs);
    },
  };
}

describe('what has expired', () => {
  it('is told by aggregation, in the order of the plan; where nothing has, below every window', async () => {
    const { reads, expire } = await setUp();
    await expire('patient', 60_000);
    expect(await reads.expiredThrough()).toEqual([-1, 60_000]);
  });

  it('is told of the generation that the plan has', async () => {
    const { deps, expire } = await setUp();
    await expire('patient', 60_000);
    const next = {
      ...plan,
      aggregations: plan.aggregations.map((of) => ({ ...of, aggregation: { ...of.aggregation, generation: 2 } })),
    };
    const reads = makeControlReads({ plan: next, store: deps.state, clock: deps.clock });
    expect(await reads.expiredThrough()).toEqual([-1, -1]);
  });

  it('is asked for once in five minutes', async () => {
    const { deps, reads, expire } = await setUp();
    await reads.expiredThrough();
    await expire('by-shop', 60_000);
    deps.clock.advance(minutes(5));
    expect(await reads.expiredThrough()).toEqual([-1, -1]);
    deps.clock.advance(1);
    expect(await reads.expiredThrough()).toEqual([60_000, -1]);
    expect(deps.operations).toEqual(['readControls', 'readControls']);
  });

  it('is learned from what is read for another purpose, as of before the question', async () => {
    const { deps, reads, expire } = await setUp();
    await expire('by-shop', 60_000);
    deps.before('readControls', async () => deps.clock.advance(minutes(4)));
    expect(await reads.readControls()).toHaveLength(2);
    expect(await reads.expiredThrough()).toEqual([60_000, -1]);
    expect(deps.operations).toHaveLength(1);
    deps.clock.advance(minutes(1) + 1);
    await reads.expiredThrough();
    expect(deps.operations).toHaveLength(2);
  });

  it('is asked for again by a clock that was set back: nobody knows how old it is', async () => {
    const { deps, reads } = await setUp();
    deps.clock.advance(minutes(10));
    await reads.expiredThrough();
    deps.clock.advance(-minutes(6));
    await reads.expiredThrough();
    expect(deps.operations).toHaveLength(2);
  });

  it('is not known after a failure', async () => {
    const { deps, reads } = await setUp();
    deps.fail('readControls', 'request lost');
    await expect(reads.expiredThrough()).rejects.toThrow(RetryableError);
    expect(await reads.expiredThrough()).toEqual([-1, -1]);
  });
});
