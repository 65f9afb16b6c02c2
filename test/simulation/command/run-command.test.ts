import { describe, expect, it } from 'vitest';
import { run } from '../run.ts';
import { runCommand } from './run-command.ts';

async function outcomeOf(...args: readonly string[]) {
  const lines: string[] = [];
  const problems: string[] = [];
  const terminal = {
    line: (text: string) => lines.push(text),
    problem: (text: string) => problems.push(text),
    progress: () => {},
  };
  return { code: await runCommand(args, terminal), text: lines.join('\n'), problems };
}

describe('npm run sim', () => {
  it.each([
    [['--seeds', 'x'], `option '--seeds <n>' argument 'x' is invalid. "x" is not a whole number from 1 to 1000000000`],
    [['--seeds', '0'], `option '--seeds <n>' argument '0' is invalid. "0" is not a whole number from 1 to 1000000000`],
    [['--seed', '-1'], `option '--seed <n>' argument '-1' is invalid. "-1" is not a whole number from 0 to 4294967295`],
    [['--sed', '1'], `unknown option '--sed' (Did you mean --seed?)`],
    [['7'], 'too many arguments. Expected 0 arguments but got 1.'],
    [['--mutant', 'x'], /no mutant is called "x": npm run sim -- --help lists them all$/],
    [['--mutants', '--trace'], '--mutants goes with --seeds, --seed, --jobs and --markdown only'],
    [['--markdown'], '--markdown needs --mutants: it is their table that is printed'],
    [['--keep', 'records:1'], '--keep and --salt are about one seed: add --seeds 1 --seed <n>'],
    [['--keep', 'all'], /"all" keeps nothing: what is kept is written like records:3,7-9 or faults:none$/],
    [['--hash', '--minutes', '1'], '--hash needs the same seeds each time, not --minutes: give --seeds'],
    [['--seed', '4294967295', '--seeds', '2'], 'there is no seed above 4294967295'],
  ])('answers %j with one line', async (args, problem) => {
    const { code, text, problems } = await outcomeOf(...args);
    expect(problems).toEqual([typeof problem === 'string' ? problem : expect.stringMatching(problem)]);
    expect({ code, text }).toEqual({ code: 2, text: '' });
  });

  it('explains itself, with examples and all mutants', async () => {
    const { code, text } = await outcomeOf('--help');
    expect(code).toBe(0);
    expect(text).toContain('npm run sim -- --seeds 5000');
    expect(text).toContain('  mark cleared blindly\n');
  });

  it('runs seeds, counts what went wrong in them and says what it comes to', async () => {
    const { code, text } = await outcomeOf('--seeds', '2', '--seed', '1', '--jobs', '1', '--hash');
    expect(code).toBe(0);
    expect(text).toMatch(/^\n2 seeds from 1: 0 failed\n[\d,]+ events, [\d,]+ turns, \d+ simulated hours in /);
    expect(text).toMatch(/\n +\d+ {2}answer lost\n/);
    expect(text).toMatch(/\nhash: [\da-f]{64}$/);
  }, 60_000);

  it('prints whole traces, in the order of the seeds', async () => {
    const traces = [(await run(1)).trace.join('\n'), (await run(9)).trace.join('\n')];
    const { text } = await outcomeOf('--seeds', '9', '--seed', '1', '--jobs', '2', '--trace');
    expect(traces.map((trace) => text.indexOf(trace))).toEqual([
      0,
      text.indexOf('\n\n9 seeds') - (traces[1]?.length ?? 0),
    ]);
  }, 60_000);
});
