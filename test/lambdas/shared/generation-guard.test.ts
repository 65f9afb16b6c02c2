import { describe, expect, it } from 'vitest';
import { makeGenerationGuard } from '../../../lambdas/shared/generation-guard.ts';
import { makeReaderGuard } from '../../../lambdas/shared/reader-guard.ts';
import { InvariantError } from '../../../src/engine/errors.ts';
import { RetryableError } from '../../../src/ports/errors.ts';
import { makeTestDeps } from '../../support/lambda-deps.ts';
import { DEFINITION_HASHES, salesPlan } from '../../support/sales.ts';

const plan = salesPlan();
const MENDED_HASHES = { ...DEFINITION_HASHES, 'by-shop': '000000000000000a' };

describe('the guard of a function that writes state', () => {
  it('writes what each aggregation means, the first time, and nothing again', async () => {
    const { state, twins, operations } = makeTestDeps();
    const guard = makeGenerationGuard(plan, state, DEFINITION_HASHES);
    await guard();
    expect(await twins.state.readControls()).toMatchObject([
      { aggregation: 'by-shop', generation: 1, definitionHash: DEFINITION_HASHES['by-shop'], firedThroughMs: null },
      { aggregation: 'patient', generation: 1, definitionHash: DEFINITION_HASHES.patient, firedThroughMs: null },
    ]);
    await guard();
    await makeGenerationGuard(plan, state, DEFINITION_HASHES)();
    expect(operations).toEqual(['readControls', 'ensureControl', 'ensureControl', 'readControls']);
  });

  it('refuses another definition in one line that names the aggregation and the cure', async () => {
    const { state } = makeTestDeps();
    await makeGenerationGuard(plan, state, DEFINITION_HASHES)();
    const changed = makeGenerationGuard(plan, state, { ...DEFINITION_HASHES, patient: 'changed' });
    const error = await changed().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InvariantError);
    const message = error instanceof Error ? error.message : '';
    expect(message).toContain('aggregation "patient" has changed within generation 1');
    expect(message).toContain('deploy the former definition again, or give the changed one a new generation');
    expect(message).toContain(`add sameMeaningAs: ['${DEFINITION_HASHES.patient}'] to it`);
    expect(message).not.toContain('\n');
  });

  it('refuses another layout', async () => {
    const { state } = makeTestDeps();
    await makeGenerationGuard(plan, state, DEFINITION_HASHES)();
    const wider = makeGenerationGuard(salesPlan({ keysPerLane: 1_000 }), state, DEFINITION_HASHES);
    await expect(wider()).rejects.toThrow('has changed within generation 1');
    await expect(wider()).rejects.not.toThrow('sameMeaningAs');
    const plea = makeGenerationGuard(
      salesPlan({ keysPerLane: 1_000, sameMeaningAs: [DEFINITION_HASHES['by-shop']] }),
      state,
      DEFINITION_HASHES,
    );
    await expect(plea()).rejects.toThrow('has changed within generation 1');
  });

  it('takes a definition that names the stored one as meaning the same, and leaves the stored one as it is', async () => {
    const { state, twins } = makeTestDeps();
    await makeGenerationGuard(plan, state, DEFINITION_HASHES)();
    const stored = await twins.state.readControls();
    const mended = salesPlan({ sameMeaningAs: ['00000000000000ff', DEFINITION_HASHES['by-shop']] });
    await makeGenerationGuard(mended, state, MENDED_HASHES)();
    await makeReaderGuard(mended, state, MENDED_HASHES)();
    expect(await twins.state.readControls()).toEqual(stored);
    // What does not name it is refused, and so is a second change that names only the first.
    await expect(makeReaderGuard(plan, state, MENDED_HASHES)()).rejects.toThrow('has changed');
    const again = salesPlan({ sameMeaningAs: [MENDED_HASHES['by-shop']] });
    const other = { ...DEFINITION_HASHES, 'by-shop': '000000000000000b' };
    await expect(makeGenerationGuard(again, state, other)()).rejects.toThrow('has changed');
  });

  it('takes one that another wrote in the same instant, where it is named', async () => {
    const deps = makeTestDeps();
    deps.before('ensureControl', makeGenerationGuard(plan, deps.twins.state, DEFINITION_HASHES));
    const mended = salesPlan({ sameMeaningAs: [DEFINITION_HASHES['by-shop']] });
    await makeGenerationGuard(mended, deps.state, MENDED_HASHES)();
    expect(await deps.twins.state.readControls()).toMatchObject([{ definitionHash: DEFINITION_HASHES['by-shop'] }, {}]);
  });

  it('refuses what another wrote first, in the same instant', async () => {
    const { state, before, twins } = makeTestDeps();
    const other = makeGenerationGuard(plan, twins.state, { ...DEFINITION_HASHES, 'by-shop': 'other' });
    before('ensureControl', other);
    await expect(makeGenerationGuard(plan, state, DEFINITION_HASHES)()).rejects.toThrow('has changed');
  });

  it('keeps refusing: a refusal is not remembered as passed', async () => {
    const { state } = makeTestDeps();
    await makeGenerationGuard(plan, state, DEFINITION_HASHES)();
    const changed = makeGenerationGuard(plan, state, { ...DEFINITION_HASHES, patient: 'changed' });
    await expect(changed()).rejects.toThrow(InvariantError);
    await expect(changed()).rejects.toThrow(InvariantError);
  });

  it('passes transient failures on, and asks again after them', async () => {
    const { state, fail } = makeTestDeps();
    const guard = makeGenerationGuard(plan, state, DEFINITION_HASHES);
    fail('readControls', 'request lost');
    await expect(guard()).rejects.toThrow(RetryableError);
    fail('ensureControl', 'answer lost');
    await expect(guard()).rejects.toThrow(RetryableError);
    await expect(guard()).resolves.toBeUndefined();
  });

  it('refuses to run without a definition hash', async () => {
    const { state, twins } = makeTestDeps();
    await expect(makeGenerationGuard(plan, state, { 'by-shop': '0000000000000001' })()).rejects.toThrow(
      'no definition hash of aggregation "patient": deploy again',
    );
    expect(await twins.state.readControls()).toEqual([]);
  });

  it('takes a new generation of a changed definition', async () => {
    const { state, twins } = makeTestDeps();
    await makeGenerationGuard(plan, state, DEFINITION_HASHES)();
    const next = {
      ...plan,
      aggregations: plan.aggregations.map((of) => ({ ...of, aggregation: { ...of.aggregation, generation: 2 } })),
    };
    await makeGenerationGuard(next, state, { 'by-shop': 'new', patient: 'new' })();
    expect(await twins.state.readControls()).toHaveLength(4);
  });
});

describe('the guard of a function that only reads state', () => {
  it('writes nothing, and takes a generation that nobody has written to', async () => {
    const { state, operations } = makeTestDeps();
    await makeReaderGuard(plan, state, DEFINITION_HASHES)();
    expect(operations).toEqual(['readControls']);
  });

  it('refuses what it was not there to see being written', async () => {
    const { state } = makeTestDeps();
    const reader = makeReaderGuard(plan, state, { ...DEFINITION_HASHES, 'by-shop': 'changed' });
    await reader();
    await makeGenerationGuard(plan, state, DEFINITION_HASHES)();
    await expect(reader()).rejects.toThrow('aggregation "by-shop" has changed within generation 1');
  });

  it('asks no more once all is as it should be', async () => {
    const { state, operations } = makeTestDeps();
    await makeGenerationGuard(plan, state, DEFINITION_HASHES)();
    operations.length = 0;
    const reader = makeReaderGuard(plan, state, DEFINITION_HASHES);
    await reader();
    await reader();
    expect(operations).toEqual(['readControls']);
  });
});
