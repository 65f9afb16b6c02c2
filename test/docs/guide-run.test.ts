import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type LocalAws, startLocalAws } from '../../localstack/embedded/local-aws.ts';
import { loadPipeline } from '../../src/cli/load-pipeline.ts';
import { run } from '../../src/cli/run.ts';
import { systemClock } from '../../src/client/clock.ts';
import { connect, localEnvironment, makeClientDeps } from '../../src/client/index.ts';
import { PROGRAM_TIMEOUT_MS, runProgram } from '../infra/run-program.ts';
import { cdkContext, scratchFolder } from '../infra/support.ts';
import { EXAMPLE, shownOutput } from './markdown.ts';

/** Follows the guide from synth to results: its files, on a local AWS, through the command line. */
describe('the guide, followed', { timeout: PROGRAM_TIMEOUT_MS }, () => {
  let aws: LocalAws;
  let deployed: Awaited<ReturnType<LocalAws['deploy']>>;

  beforeAll(async () => {
    const assembly = scratchFolder();
    const { status, stderr } = runProgram(['--import', 'tsx', 'test/docs/example-app.ts'], {
      CDK_CONTEXT_JSON: JSON.stringify(cdkContext()),
      CDK_OUTDIR: assembly,
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
    aws = await startLocalAws({ port: 0 });
    vi.stubEnv('AWS_ENDPOINT_URL', aws.endpoint);
    for (const [name, value] of Object.entries(localEnvironment(aws.endpoint, {}))) vi.stubEnv(name, value);
    deployed = await aws.deploy(assembly);
  }, PROGRAM_TIMEOUT_MS);

  afterAll(async () => {
    vi.unstubAllEnvs();
    await aws?.stop();
  });

  /** What a program prints on standard output when it is imported. */
  async function printedBy(program: () => Promise<unknown>): Promise<string> {
    const written: string[] = [];
    const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);
    try {
      await program();
    } finally {
      spy.mockRestore();
    }
    return written.join('').trimEnd();
  }

  async function millrace(...args: string[]): Promise<string> {
    const lines: string[] = [];
    const say = (line: string) => lines.push(line);
    const code = await run(args, {
      project: EXAMPLE,
      endpoint: aws.endpoint,
      say,
      output: { line: say, note: () => {}, frame: () => {}, bytes: () => {}, isTerminal: true },
      connect: async (name) => connect(await loadPipeline(join(EXAMPLE, 'pipelines'), name), makeClientDeps()),
      connectRegistry: () => Promise.reject(new Error('the guide registers no schema')),
      openCheckup: () => Promise.reject(new Error('the guide looks for nothing')),
      clock: systemClock,
      interruptible: () => new AbortController().signal,
      sending: {
        loadPipeline: () => Promise.reject(new Error('the guide sends by a program of its own')),
        openProducer: () => Promise.reject(new Error('the guide sends by a program of its own')),
        stdin: process.stdin,
        startProgress: () => ({ update() {}, clear() {}, stop() {} }),
      },
    });
    expect({ code, lines }).toMatchObject({ code: 0 });
    return lines.join('\n');
  }

  it('deploys the stacks it shows', () => {
    const lines = deployed.map(({ stackName, resources }) => `Deployed ${stackName}, ${resources.length} resources`);
    expect(shownOutput('docs/guide.md', 'local').split('\n').slice(0, lines.length)).toEqual(lines);
  });

  it('prints the results it shows', async () => {
    const printed = [
      await printedBy(() => import('./example/scripts/send-visits.ts')),
      await millrace('drain', 'visits'),
      await millrace('results', 'visits', 'visitsByPage'),
    ];
    const plain = stripVTControlCharacters(printed.join('\n')).replaceAll(/ +$/gm, '');
    expect(plain).toBe(shownOutput('docs/guide.md', 'results'));
  });

  it('reads typed results in code', async () => {
    const printed = await printedBy(() => import('./example/scripts/read-visits.ts'));
    expect(printed).toBe(shownOutput('docs/guide.md', 'read'));
  });
});
