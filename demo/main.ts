import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommanderError } from 'commander';
import { localEnvironment, systemClock } from '../src/client/index.ts';
import { Cleanup } from './cleanup.ts';
import { explain } from './explain.ts';
import { parseFlags } from './flags.ts';
import { runDemo } from './run.ts';
import { keepLines } from './view/keep-lines.ts';

/** Exit codes of a process that a signal ended: 128 and the signal's number. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const cleanup = new Cleanup();
const abort = new AbortController();
let exitCodeWhenKept: number | undefined;

const say = (line: string): void => void process.stderr.write(`millrace: ${line}\n`);

async function end(exitCode: number): Promise<void> {
  await cleanup.run();
  process.exit(exitCode);
}

function endOn(signal: keyof typeof EXIT_CODES): void {
  process.on(signal, () => {
    // Whoever asks twice does not want to wait.
    if (abort.signal.aborted) process.exit(EXIT_CODES[signal]);
    abort.abort();
    void end(exitCodeWhenKept ?? EXIT_CODES[signal]);
  });
}

async function main(): Promise<void> {
  const flags = parseFlags(process.argv.slice(2), say);
  // Everything here talks to the local AWS alone: whatever account this shell is logged in to stays out of it.
  delete process.env.AWS_PROFILE;
  Object.assign(process.env, localEnvironment('http://127.0.0.1', process.env));
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const { report, site } = await runDemo({
    flags,
    project,
    stdout: process.stdout,
    clock: systemClock,
    random: Math.random,
    cleanup,
    signal: abort.signal,
  });
  const exitCode = report.verified ? 0 : 1;
  if (!flags.keep) return end(exitCode);
  exitCodeWhenKept = exitCode;
  for (const line of keepLines(flags.pipeline, site)) process.stdout.write(`${line}\n`);
}

endOn('SIGINT');
endOn('SIGTERM');
main().catch((error: unknown) => {
  // What breaks while everything is being taken down is no news.
  if (abort.signal.aborted) return;
  if (error instanceof CommanderError) return end(error.exitCode);
  say(explain(error));
  return end(1);
});
