import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { FUNCTION_NAMES } from '../../lib/function-names.ts';
import { PROGRAM_TIMEOUT_MS, runCdk, runProgram } from './run-program.ts';
import { cdkContext, pipelineTemplates, scratchFolder } from './support.ts';

const FIXTURE_APP = 'node --import tsx test/infra/fixtures/app.ts';
const PARTS = ['state', 'processing', 'monitoring'];

/** Templates and asset folders of a cloud assembly, the parts that decide what is deployed. */
function assemblyOf(folder: string): Record<string, string> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.template.json') || file.startsWith('asset.'));
  return Object.fromEntries(
    files.map((file) => [
      file,
      readFileSync(file.startsWith('asset.') ? join(folder, file, 'index.js') : join(folder, file), 'utf8'),
    ]),
  );
}

/** The app by itself, as the CDK command starts it but without its two seconds. */
function runFixtureApp(context: Record<string, unknown>, outdir = scratchFolder()) {
  return runProgram(['--import', 'tsx', 'test/infra/fixtures/app.ts'], {
    CDK_CONTEXT_JSON: JSON.stringify(context),
    CDK_OUTDIR: outdir,
  });
}

describe('cdk synth --strict', { timeout: PROGRAM_TIMEOUT_MS }, () => {
  const out = scratchFolder();
  let run: ReturnType<typeof runCdk>;

  beforeAll(() => {
    run = runCdk(['synth', '--strict', '--output', out], { CDK_VALIDATION: 'true' });
  }, PROGRAM_TIMEOUT_MS);

  it('succeeds for the real pipelines without network or credentials, and says nothing of ours', () => {
    expect(run.stderr.split('\n')).toEqual([
      `Successfully synthesized to ${out}`,
      expect.stringMatching(/^Supply a stack id \(millrace-.*\) to display its template\.$/),
      '',
    ]);
    expect(run.stdout).toBe('');
    expect(run.status).toBe(0);
  });

  it('leaves no finding of a security check, nor of CloudFormation’s own', () => {
    const report = JSON.parse(readFileSync(join(out, 'validation-report.json'), 'utf8'));
    expect(report.pluginReports).toEqual([]);
  });

  it('makes three stacks a pipeline that name no account and no region', () => {
    const { artifacts } = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'));
    const stacks: [string, { environment: string }][] = Object.entries(artifacts).filter(([, artifact]) => {
      return (artifact as { type: string }).type === 'aws:cloudformation:stack';
    }) as never;
    const flights = stacks.filter(([name]) => name.startsWith('millrace-flights-')).map(([name]) => name);
    expect(flights.sort()).toEqual(PARTS.map((part) => `millrace-flights-${part}`).sort());
    for (const [, { environment }] of stacks) expect(environment).toBe('aws://unknown-account/unknown-region');
  });

  it('stays far below the limits of a template', () => {
    const templates = readdirSync(out).filter((file) => file.endsWith('.template.json'));
    expect(templates.length).toBeGreaterThanOrEqual(3);
    for (const file of templates) {
      const text = readFileSync(join(out, file), 'utf8');
      const { Resources, Outputs = {} } = JSON.parse(text);
      expect(text.length).toBeLessThan(1_000_000 / 2);
      expect(Object.keys(Resources).length).toBeLessThan(500 / 2);
      expect(Object.keys(Outputs).length).toBeLessThan(200 / 2);
    }
  });
});

describe('stability', { timeout: PROGRAM_TIMEOUT_MS }, () => {
  it('the same sources and settings give the same bytes', () => {
    const [one, other] = [scratchFolder(), scratchFolder()];
    for (const folder of [one, other])
      expect(runFixtureApp(cdkContext(), folder)).toMatchObject({ status: 0, stderr: '' });
    const [first, second] = [assemblyOf(one), assemblyOf(other)];
    // Three templates, and the bundle of each function.
    expect(Object.keys(first)).toHaveLength(3 + FUNCTION_NAMES.length);
    expect(second).toEqual(first);
  });

  it('a setting of the functions leaves the state stack as it is', () => {
    const [plain, changed] = [pipelineTemplates(), pipelineTemplates({ processorMemoryMb: 3_008, batchSize: 10 })];
    expect(changed.state.toJSON()).toEqual(plain.state.toJSON());
    expect(changed.processing.toJSON()).not.toEqual(plain.processing.toJSON());
  });
});

describe('mistakes of a person', { timeout: PROGRAM_TIMEOUT_MS }, () => {
  it('in settings: one line each, exit code 1, no stack trace', () => {
    const { status, stdout, stderr } = runFixtureApp({ ...cdkContext(), retentionHours: '12', shards: '0' });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toBe(
      'millrace: -c shards: given 0, must be "onDemand" or a number of shards from 1 to 10000 (which makes the stream provisioned)\n' +
        'millrace: -c retentionHours: given 12, must be a whole number from 24 to 8760 (what Kinesis keeps, in hours)\n',
    );
  });

  it('in the choice of pipelines: through the CDK command too', () => {
    const { status, stderr } = runCdk([
      'synth',
      '--app',
      FIXTURE_APP,
      '--output',
      scratchFolder(),
      '-c',
      'pipelines=tally,talley',
    ]);
    expect(status).toBe(1);
    expect(stderr).toBe(
      'millrace: -c pipelines: there is no pipeline "talley", there are tally\n' +
        `${FIXTURE_APP}: Subprocess exited with error 1\n`,
    );
  });
});
