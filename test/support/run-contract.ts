import { describe, test } from 'vitest';
import type { Check, MakeFixture } from '../contracts/contract.ts';

/** Runs a contract as vitest tests, one a check, each with a fixture of its own. */
export function runContract<Fixture>(
  name: string,
  checks: readonly Check<Fixture>[],
  makeFixture: MakeFixture<Fixture>,
): void {
  describe(name, () => {
    for (const check of checks) test(check.name, async () => check.run(await makeFixture()));
  });
}
