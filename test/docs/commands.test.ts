import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseFlags } from '../../demo/flags.ts';
import { CliError } from '../../src/cli/cli-error.ts';
import { run } from '../../src/cli/run.ts';
import { systemClock } from '../../src/client/clock.ts';
import { PROGRAM_TIMEOUT_MS, runCdk } from '../infra/run-program.ts';
import { tempProjects } from '../support/temp-project.ts';
import { allPages, PROJECT, readPage } from './markdown.ts';
import { writePayments } from './payments.ts';

/** Every command line on the pages that begins with `command`, its arguments without comments and pipes. */
function argumentsOf(command: string): string[][] {
  const lines = allPages().flatMap((page) =>
    [...readPage(page).matchAll(/(?:^|`)((?:npx |npm )[^`\n]+)/gm)].map(([, line = '']) => line),
  );
  const found = lines.filter((line) => line.startsWith(`${command} `) || line === command);
  const texts = found.map((line) =>
    line
      .slice(command.length)
      .replace(/ [#|].*$/, '')
      .trim(),
  );
  return [...new Set(texts)].map((text) => text.split(/\s+/).filter((word) => word !== ''));
}

describe('command lines on the pages', () => {
  const makeProject = tempProjects();
  const needsAws = ([command, second]: readonly string[]) => command !== 'schemas' || second === 'register';
  const complete = argumentsOf('npx millrace').filter((args) => args.length > 1 && !args.join().includes('…'));

  it.each(complete.map((args) => [args.join(' '), args] as const))('npx millrace %s', async (_, args) => {
    const project = makeProject();
    writePayments(project, 2);
    await project.millrace('schemas types');
    const said: string[] = [];
    const reached = new CliError('the pipeline was asked for');
    await run(args, {
      project: project.root,
      endpoint: undefined,
      say: (line) => said.push(line),
      output: { line: () => {}, note: () => {}, frame: () => {}, bytes: () => {}, isTerminal: false },
      connect: () => Promise.reject(reached),
      connectRegistry: () => Promise.reject(reached),
      openCheckup: () => Promise.reject(reached),
      clock: systemClock,
      interruptible: () => new AbortController().signal,
      sending: {
        loadPipeline: () => Promise.reject(reached),
        openProducer: () => Promise.reject(reached),
        stdin: (async function* nothing() {})(),
        startProgress: () => ({ update() {}, clear() {}, stop() {} }),
      },
    });
    // What needs no AWS has run to its end.
    expect(said).toEqual(needsAws(args) ? [reached.message] : []);
  });

  const starts = argumentsOf('npm start').filter((args) => !args.join().includes('…') && !args.includes('--help'));

  it.each(starts.map((args) => [args.join(' '), args] as const))('npm start %s', (_, args) => {
    const said: string[] = [];
    parseFlags(
      args.filter((arg) => arg !== '--'),
      (line) => said.push(line),
    );
    expect(said).toEqual([]);
  });

  it('were found', () => {
    expect({ millrace: complete.length > 2, start: starts.length > 3 }).toEqual({ millrace: true, start: true });
  });
});

describe('cdk on the pages', { timeout: PROGRAM_TIMEOUT_MS }, () => {
  const used = argumentsOf('npx cdk');
  const commands = [...new Set(used.map(([command = '']) => command))];

  it.each(commands)('%s takes the options it is given', (command) => {
    const { stdout } = runCdk([command, '--help']);
    const options = used
      .filter(([name]) => name === command)
      .flatMap((args) => args.filter((arg) => arg.startsWith('-')));
    expect(options.filter((option) => !new RegExp(`(^|[ ,])${option}[ ,\\n]`, 'm').test(stdout))).toEqual([]);
  });

  it('was found', () => {
    expect(commands).toEqual(expect.arrayContaining(['bootstrap', 'deploy', 'destroy', 'diff', 'synth']));
  });
});

describe('counts on the pages', () => {
  it('of alarms, each with a runbook, as a pipeline has them unless a setting asks for a results stream', () => {
    const ofSettings = ['results-stream-throttled.md'];
    const runbooks = readdirSync(join(PROJECT, 'docs', 'runbooks')).filter(
      (name) => name !== 'README.md' && !ofSettings.includes(name),
    );
    expect(readPage('README.md')).toContain(`${runbooks.length} alarms`);
    expect(readPage('docs/cost.md')).toContain(`alarms (${runbooks.length})`);
  });
});
