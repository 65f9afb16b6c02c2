import { expect, test } from 'vitest';
import { type Check, failuresOf } from '../contracts/contract.ts';

/** A twin with one operation broken must fail the contract, at least in the check named. */
export type Mutant<P> = readonly [what: string, check: string, broken: (twin: P) => Partial<P>];

/** Tests that a contract is green on a twin and red on each of its mutants. */
export function expectRed<P extends object, F>(
  contract: readonly Check<F>[],
  makeFixture: (breakTwin: (twin: P) => P) => F,
  mutants: readonly Mutant<P>[],
): void {
  test('the twin itself is green', async () => {
    expect(await failuresOf(contract, () => makeFixture((twin) => twin))).toEqual([]);
  });
  test.each(mutants)('%s', async (_what, check, broken) => {
    const failures = await failuresOf(contract, () => makeFixture((twin) => ({ ...twin, ...broken(twin) })));
    expect(failures).toContain(check);
  });
}
