import { describe, test } from 'vitest';
import type { Check, MakeFixture } from '../contracts/contract.ts';

/** Makes tests of a contract, one a check, each with a fixture of its own. */
export type RunContract = <Fixture>(
  name: string,
  checks: readonly Check<Fixture>[],
  makeFixture: MakeFixture<Fixture>,
) => void;

/** Runs a contract as vitest tests. */
export const runContract: RunContract = (name, checks, makeFixture) => {
  describe(name, () => {
    for (const check of checks) test(check.name, async () => check.run(await makeFixture()));
  });
};
