import { afterAll, beforeAll, describe, inject, test } from 'vitest';
import type { Check, MakeFixture } from '../contracts/contract.ts';
import type { LocalAws } from '../support/local-aws.ts';
import type { RunContract } from '../support/run-contract.ts';
import { type Deviation, deviationsOf } from './deviations.ts';
import type { StandInName } from './found.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** How the stand-in differs from AWS, where this test shows that it does. */
    deviation?: string;
  }
}

/** Runs contracts against a stand-in, where it is to be had. */
export function against(
  name: StandInName,
  start: (command: readonly [string, ...string[]]) => Promise<LocalAws>,
  contracts: (aws: () => LocalAws, run: RunContract) => void,
): void {
  const found = inject(name);
  const title = 'missing' in found ? `${name}, skipped: ${found.missing}` : name;
  describe.skipIf('missing' in found)(title, () => {
    let aws: LocalAws;
    beforeAll(async () => {
      if ('command' in found) aws = await start(found.command);
    });
    afterAll(() => aws.stop());

    const left = new Set(deviationsOf(name));
    contracts(
      () => aws,
      (port, checks, makeFixture) => describe(port, () => runChecks(port, checks, makeFixture, left)),
    );
    for (const { port, check } of left)
      throw new Error(`a deviation is listed of ${port}, which no check is named: ${check}`);
  });
}

function runChecks<F>(
  port: string,
  checks: readonly Check<F>[],
  makeFixture: MakeFixture<F>,
  left: Set<Deviation>,
): void {
  for (const check of checks) {
    const deviation = [...left].find((one) => one.port === port && one.check === check.name);
    if (deviation) left.delete(deviation);
    test(check.name, async ({ task }) => {
      const run = async () => check.run(await makeFixture());
      if (!deviation) return run();
      await differs(run, deviation);
      task.meta.deviation = deviation.reason;
    });
  }
}

/** Sees that a check fails as it is said to. */
async function differs(run: () => Promise<void>, { shows }: Deviation): Promise<void> {
  const error = await run().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error === undefined) throw new Error('it is as on AWS here: it is no deviation any more');
  if (!(error instanceof Error && shows.test(error.message))) throw error;
}
