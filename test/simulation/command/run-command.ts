import { CommanderError } from 'commander';
import { type Flags, simCommand } from './flags.ts';
import { huntMutants } from './hunt-mutants.ts';
import { simulate } from './simulate.ts';
import type { Terminal } from './terminal.ts';
import { WorkerPool } from './worker-pool.ts';

const ALL_WELL = 0;
const FAILED = 1;
const MISUSED = 2;

/** Runs one command line. A person's mistake is said in one line. @returns the exit code */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  let isWell = true;
  const command = simCommand(async (flags) => {
    isWell = await withWorkers(flags, terminal);
  }).configureOutput({
    writeOut: (text) => terminal.line(text.trimEnd()),
    outputError: (text) => terminal.problem(oneLine(text)),
  });
  try {
    await command.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? ALL_WELL : MISUSED;
  }
  return isWell ? ALL_WELL : FAILED;
}

async function withWorkers(flags: Flags, terminal: Terminal): Promise<boolean> {
  const pool = new WorkerPool(flags.jobs);
  try {
    return await (flags.mutants ? huntMutants : simulate)(flags, pool, terminal);
  } finally {
    pool.close();
  }
}

/** Commander puts its suggestions on lines of their own. */
function oneLine(text: string): string {
  return text
    .replace(/^error: /, '')
    .trim()
    .replaceAll('\n', ' ');
}
