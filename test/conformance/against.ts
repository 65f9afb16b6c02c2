import { afterAll, beforeAll, describe, inject, test } from 'vitest';
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
    let started: LocalAws | undefined;
    beforeAll(async () => {
      if ('command' in found) started = await start(found.command);
    });
    afterAll(() => started?.stop());
    const aws = (): LocalAws => {
      if (!started) throw new Error(`${name} has not been started`);
      return started;
    };

    const unmet = new Set(deviationsOf(name));
    contracts(aws, (port, checks, makeFixture) => {
      const tests = checks.map((check) => {
        const deviation = [...unmet].find((one) => one.port === port && one.check === check.name);
        if (deviation) unmet.delete(deviation);
        return { name: check.name, deviation, run: async () => check.run(await makeFixture()) };
      });
      describe(port, () => {
        for (const { name, deviation, run } of tests) {
          test(name, async ({ task }) => {
            if (!deviation) return run();
            task.meta.deviation = deviation.reason;
            await differs(run, deviation);
          });
        }
      });
    });
    for (const { port, check } of unmet)
      throw new Error(`a deviation is listed of a check that is not there: ${port}, ${check}`);
  });
}

/** Sees that a check fails, and as it is said to. */
async function differs(run: () => Promise<void>, { shows }: Deviation): Promise<void> {
  const error = await run().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error === undefined) throw new Error('this is as on AWS: take it off the list of deviations');
  if (!(error instanceof Error && shows.test(error.message))) throw error;
}
