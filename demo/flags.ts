import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { DEMO_NAMES, type DemoName } from './demos/index.ts';

export interface Flags {
  readonly pipeline: DemoName;
  readonly days?: number;
  readonly shards?: number;
  readonly chaos?: true;
  readonly seed: number;
  readonly dataDir?: string;
  readonly port: number;
  readonly json?: string;
  readonly keep?: true;
}

const MAX_DAYS = 31;
const MAX_SHARDS = 64;
const MAX_PORT = 65_535;
const MAX_SEED = 2 ** 32 - 1;

/** The command line of `npm start`. Throws `CommanderError` where it has said all there is to say. */
export function parseFlags(args: readonly string[], say: (line: string) => void): Flags {
  const command = new Command('npm start --')
    .description(
      'Runs a pipeline on a local AWS over real data, from the synthesized template, and verifies every result.',
    )
    .addOption(new Option('--pipeline <name>', 'what to run').choices(DEMO_NAMES).default('flights'))
    .option('--days <n>', 'flights: days of data (default: 1)', wholeFrom(1, MAX_DAYS))
    .option(
      '--shards <n>',
      'provisioned stream with this many shards (default: on-demand, 4)',
      wholeFrom(1, MAX_SHARDS),
    )
    .option('--chaos', 'kill functions, redeliver batches, disturb queues, split a shard')
    .option('--seed <n>', 'seed of the faults, and of made-up data', wholeFrom(0, MAX_SEED), 1)
    .option(
      '--data-dir <dir>',
      'keep everything there; the same command again goes on where the last one stopped',
      absolute,
    )
    .option('--port <port>', 'port on the loopback interface; 0 takes a free one', wholeFrom(0, MAX_PORT), 4566)
    .option('--json <file>', 'write the report there too', writable)
    .option('--keep', 'stay up after the report')
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({
      outputError: (text) =>
        say(
          text
            .replace(/^error: /, '')
            .trim()
            .replaceAll('\n', ' '),
        ),
    })
    .addHelpText('after', EXAMPLES);
  const flags = command.parse(args, { from: 'user' }).opts<Flags>();
  if (flags.days !== undefined && flags.pipeline !== 'flights') {
    command.error(`--days is for the flights: ${flags.pipeline} has no days`);
  }
  return flags;
}

function wholeFrom(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  };
}

function absolute(path: string): string {
  return resolve(path);
}

function writable(path: string): string {
  const file = resolve(path);
  if (!existsSync(dirname(file))) throw new InvalidArgumentError(`There is no folder ${dirname(file)}.`);
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw new InvalidArgumentError(`${file} is a folder.`);
  return file;
}

const EXAMPLES = `
Examples:
  npm start
  npm start -- --pipeline word-count
  npm start -- --days 3 --shards 2
  npm start -- --chaos --seed 7
  npm start -- --data-dir run && npm start -- --data-dir run
  npm start -- --keep`;
