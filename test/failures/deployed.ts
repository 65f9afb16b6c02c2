import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type LocalAws, type LocalAwsOptions, startLocalAws } from '../../localstack/embedded/local-aws.ts';
import { type ClientDeps, connect, makeClientDeps, type PipelineClient } from '../../src/client/index.ts';
import { localEnvironment } from '../../src/client/local-environment.ts';
import type { Aggregation, Pipeline } from '../../src/engine/index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** Synthesizes the pipeline of a folder of fixtures. @returns the cloud assembly */
export async function synthesize(
  fixture: string,
  settings: Readonly<Record<string, string | number>>,
): Promise<string> {
  // Suites side by side may want one pipeline with other settings.
  const assembly = join(root, '.millrace', 'failures', [fixture, ...Object.values(settings)].join('-'));
  const context = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const app = `node --import tsx test/failures/fixtures/app.ts ${fixture}`;
  await run('npx', ['cdk', 'synth', '--app', app, '--strict', '--quiet', '--output', assembly, ...context], {
    cwd: root,
  });
  return assembly;
}

/** Definition hashes as they are deployed: by the name of the aggregation. A test's own loader makes other texts of the functions. */
export function definitionHashesIn(assembly: string): Readonly<Record<string, string>> {
  const template = readFileSync(join(assembly, 'millrace-readings-processing.template.json'), 'utf8');
  const hashes = /"DEFINITION_HASHES": "(\{.*?\})"/.exec(template)?.[1];
  return JSON.parse(JSON.parse(`"${hashes}"`));
}

export interface Deployed<A extends Aggregation> {
  readonly aws: LocalAws;
  readonly functionNames: readonly string[];
  readonly clients: ClientDeps;
  readonly client: PipelineClient<A>;
  /** Deploys another build over this one, as a fix would be. */
  redeploy(assembly: string): Promise<void>;
  stop(): Promise<void>;
}

/** A local AWS of this test's own, with a pipeline deployed. */
export async function deploy<A extends Aggregation>(
  pipeline: Pipeline<A>,
  assembly: string,
  options: Omit<LocalAwsOptions, 'port'> = {},
): Promise<Deployed<A>> {
  const aws = await startLocalAws({ ...options, port: 0 });
  const { endpoint, region } = aws;
  Object.assign(process.env, localEnvironment(endpoint, process.env));
  const stacks = await aws.deploy(assembly);
  const functions = stacks.flatMap(({ resources }) => resources).filter(({ type }) => type === 'AWS::Lambda::Function');
  const clients = makeClientDeps({ endpoint, region });
  return {
    aws,
    functionNames: functions.map(({ physicalId }) => physicalId),
    clients,
    client: await connect(pipeline, clients),
    redeploy: async (next) => void (await aws.deploy(next)),
    stop: () => aws.stop(),
  };
}
