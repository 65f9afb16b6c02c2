import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { MUTANTS } from '../mutants/mutants.ts';
import type { Keep } from '../shrink/keep.ts';
import { parseKeep } from '../shrink/keep-text.ts';
import { MOST_SEED, seedNumber, wholeNumber } from './numbers.ts';
import { findMutant } from './setting.ts';

/** What the command line says. */
export interface Flags {
  readonly seeds?: number;
  readonly seed?: number;
  readonly minutes?: number;
  readonly jobs: number;
  readonly mutant?: string;
  readonly mutants?: true;
  readonly markdown?: true;
  readonly shrink: number;
  readonly keep?: Keep;
  readonly salt?: number;
  readonly trace?: true;
  readonly hash?: true;
}

const MOST = 1_000_000_000;

/** The command `sim`. @param act gets flags that go together; else one line says what is wrong, and `CommanderError` is thrown */
export function simCommand(act: (flags: Flags) => Promise<void>): Command {
  const command = new Command('sim')
    .description(
      'Run the functions over simulated services, through faults, and check every outcome. Each seed draws a run of its own.',
    )
    .option(
      '--seeds <n>',
      'how many; default 300, with --minutes as many as fit, with --mutants what each needs',
      checked(1),
    )
    .option(
      '--seed <n>',
      'the first; without it the seeds that once failed (seeds.txt) run first, then those from 1 on',
      parsed(seedNumber),
    )
    .option('--minutes <n>', 'begin no more seeds after so many', checked(1))
    .option('--jobs <n>', 'processes at once; default: one a core', checked(1), availableParallelism())
    .option(
      '--mutant <name>',
      'get one rule of the protocol wrong',
      parsed((name) => findMutant(name).name),
    )
    .option('--mutants', 'get each rule wrong, until a seed shows it')
    .option('--markdown', 'with --mutants: print the table for the documentation')
    .option('--shrink <n>', 'of how many failing seeds to leave out whatever is not needed', checked(0), 3)
    .option('--keep <what>', 'of one seed: run only what is left of it after shrinking', parsed(parseKeep))
    .option('--salt <n>', 'of one seed: another interleaving', checked(0))
    .option('--trace', 'print the whole trace of each run')
    .option('--hash', 'print one hash over all traces: runs of the same seeds and code have the same')
    .addHelpText('after', HELP)
    .exitOverride()
    .allowExcessArguments(false);
  return command.action(async (flags: Flags) => {
    const problem = problemOf(flags);
    if (problem !== undefined) command.error(`error: ${problem}`);
    await act(flags);
  });
}

const HELP = `
Mutants:
${MUTANTS.map(({ name }) => `  ${name}`).join('\n')}

Exits with 1 where a run fails, a mutant is not noticed, or 100 seeds and more have not met every kind of fault.

Examples:
  npm run sim -- --seeds 5000
  npm run sim -- --minutes 10 --seed 20000
  npm run sim -- --seeds 1 --seed 7 --trace
  npm run sim -- --mutants
  npm run sim -- --mutant 'no mark' --seeds 10 --shrink 1`;

/** What does not go together, in one line. */
function problemOf({
  seeds,
  seed,
  minutes,
  mutant,
  mutants,
  markdown,
  keep,
  salt,
  trace,
  hash,
}: Flags): string | undefined {
  if (mutants && (mutant !== undefined || minutes !== undefined || trace || hash || keep || salt !== undefined)) {
    return '--mutants goes with --seeds, --seed, --jobs and --markdown only';
  }
  if (markdown && !mutants) return '--markdown needs --mutants: it is their table that is printed';
  if ((keep || salt !== undefined) && (seed === undefined || seeds !== 1)) {
    return '--keep and --salt are about one seed: add --seeds 1 --seed <n>';
  }
  if (hash && minutes !== undefined) return '--hash needs the same seeds each time, not --minutes: give --seeds';
  if ((seed ?? 1) + (seeds ?? 1) - 1 > MOST_SEED) return `there is no seed above ${MOST_SEED}`;
  return undefined;
}

function checked(least: number): (text: string) => number {
  return parsed((text) => wholeNumber(text, least, MOST));
}

/** Commander says what is wrong after the name of the option. */
function parsed<T>(parse: (text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      if (error instanceof RangeError) throw new InvalidArgumentError(error.message);
      throw error;
    }
  };
}
