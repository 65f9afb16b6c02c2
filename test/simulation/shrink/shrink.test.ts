import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { type Flags, simCommand } from '../command/flags.ts';
import { optionsOf } from '../command/setting.ts';
import { replayCommand, shrunkText } from '../command/show-failure.ts';
import { MUTANTS } from '../mutants/mutants.ts';
import { makeRandom } from '../random.ts';
import { type RunReport, run } from '../run.ts';
import { makeScenario } from '../scenario.ts';
import { type RunAgain, shrink } from './shrink.ts';
import { kindOf } from './violation-kind.ts';

const MUTANT = { mutantName: 'no mark' };

/** A run of a mutant that any seed shows. */
const runAgain =
  (seed: number): RunAgain =>
  (less) =>
    run(seed, { ...optionsOf(MUTANT), ...less });

const scenarioOf = (seed: number) => makeScenario(makeRandom(seed).fork());
const nowMs = () => 0;

/** What the shell makes of a printed command. */
async function flagsOf(command: string): Promise<Flags> {
  const words = execFileSync('sh', ['-c', `printf '%s\\n' ${command}`], { encoding: 'utf8' })
    .trimEnd()
    .split('\n');
  let flags: Flags | undefined;
  await simCommand(async (parsed) => {
    flags = parsed;
  }).parseAsync(words.slice(words.indexOf('--') + 1), { from: 'user' });
  if (!flags) throw new Error('no flags');
  return flags;
}

describe('a failing run', () => {
  it('is made small and still fails in the same way', async () => {
    const seed = 1;
    const before = await runAgain(seed)({ keep: {}, salt: 0, isTraced: false });
    const shrunk = await shrink(scenarioOf(seed), runAgain(seed), { nowMs, mostRuns: 100 });
    const { report, drawn, runs } = shrunk;
    expect(kindOf(report.violation ?? '')).toBe(kindOf(before.violation ?? 'none'));
    expect(report.events).toBeLessThan(before.events / 4);
    expect(report.injections.size).toBeLessThan(before.injections.size / 2);
    expect(shrunk.keep.records?.length).toBeLessThan(drawn.records / 4);
    expect(runs).toBeLessThanOrEqual(100);
    expect(report.trace.at(-1)).toContain(`VIOLATION ${report.violation}`);
  }, 60_000);

  it('is done over by the command that is printed, with the same violation and trace', async () => {
    const seed = 2;
    const shrunk = await shrink(scenarioOf(seed), runAgain(seed), { nowMs, mostRuns: 40 });
    const command = shrunkText(shrunk, MUTANT).split('\n').at(-1)?.replace('replay: ', '') ?? '';
    const { seed: first = 0, keep = {}, salt = 0, mutant = '', trace } = await flagsOf(command);
    const again = await run(first, { ...optionsOf({ mutantName: mutant }), keep, salt });
    expect(again.violation).toBe(shrunk.report.violation);
    expect(again.trace).toEqual(shrunk.report.trace);
    expect({ first, trace }).toEqual({ first: seed, trace: true });
  }, 60_000);

  it('is replayed as it was left', async () => {
    const keep = { records: [0, 1, 2], faults: ['answer lost', 'time runs short'], untilTurn: 9 } as const;
    for (const { name } of MUTANTS) {
      const flags = await flagsOf(replayCommand(7, { mutantName: name, keep, salt: 3 }));
      expect(flags).toMatchObject({ seed: 7, seeds: 1, mutant: name, keep, salt: 3, trace: true });
    }
  });

  it('is replayed whole where nothing is left out', () => {
    expect(replayCommand(7, {})).toBe('npm run sim -- --seeds 1 --seed 7 --trace');
  });

  it('is no run that comes out right', async () => {
    const right = { ...(await run(1)), violation: null };
    await expect(shrink(scenarioOf(1), async () => right, { nowMs })).rejects.toThrow('seed 1 does not fail');
  });
});

describe('the search', () => {
  const scenario = scenarioOf(1);
  const failing = (violation: string | null): RunReport => ({
    ...{ seed: 1, violation, events: 5, turns: 1_000, simulatedMs: 1, trace: [], traceHash: '' },
    injections: new Map([['answer lost', 2]]),
  });

  it('tries other interleavings where cuts lose the failure, and says which one it was', async () => {
    const { keep, salt } = await shrink(
      scenario,
      async (less) => failing(less.keep.records === undefined || less.salt > 5 ? 'lost' : null),
      { nowMs },
    );
    expect(keep).toMatchObject({ records: [], faults: [], parts: [], untilTurn: 0 });
    expect(salt).toBeGreaterThan(5);
  });

  it('takes no run that fails in another way', async () => {
    const { keep, runs } = await shrink(
      scenario,
      async ({ keep: { records, parts } }) => failing(records || parts ? 'threw' : 'lost'),
      { nowMs },
    );
    expect(keep).toMatchObject({ faults: [], untilTurn: 0 });
    expect([keep.records, keep.parts]).toEqual([undefined, undefined]);
    expect(runs).toBeLessThan(400 + 1);
  });

  it('ends in time, and after so many runs', async () => {
    let clockMs = 0;
    const runs = async (limits: { readonly mostMs?: number; readonly mostRuns?: number }) => {
      const tick = async ({ keep }: { readonly keep: object }) => {
        clockMs += 1_000;
        return failing(Object.keys(keep).length === 0 ? 'lost' : null);
      };
      return (await shrink(scenario, tick, { nowMs: () => clockMs, ...limits })).runs;
    };
    expect(await runs({ mostMs: 20_000 })).toBe(20);
    expect(await runs({ mostRuns: 13 })).toBe(13);
    expect(await runs({})).toBe(60);
  });
});
