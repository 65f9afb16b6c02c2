import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { localEnvironment } from '../../src/client/local-environment.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const assembly = join(root, '.millrace', 'integration', 'cdk.out');
const ENDPOINT_LINE = /^Local AWS at (\S+?)\.? /;

/**
 * Gives the suite its deployed pipelines at `AWS_ENDPOINT_URL`. Where that is set already (LocalStack, deployed by
 * `npm run test:localstack`) it is taken as it is; otherwise a local AWS is started as a process of its own, so that no test can
 * reach into it.
 */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.AWS_ENDPOINT_URL === undefined) {
    synthesize();
    const { child, endpoint } = await start();
    useEndpoint(endpoint);
    return () => stop(child);
  }
  useEndpoint(process.env.AWS_ENDPOINT_URL);
  return undefined;
}

/** Test workers inherit this process's environment. */
function useEndpoint(endpoint: string): void {
  process.env.AWS_ENDPOINT_URL = endpoint;
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  Object.assign(process.env, localEnvironment(endpoint, process.env));
}

function synthesize(): void {
  const command = [
    'cdk',
    'synth',
    ...['--app', 'node --import tsx test/integration/fixtures/app.ts'],
    '--strict',
    '--quiet',
    ...['--output', assembly],
    ...['-c', 'shards=2', '-c', 'resultsStream=1', '-c', 'retryMaxReceives=2', '-c', 'retryBackOffSeconds=1'],
  ];
  const { status, stderr } = spawnSync('npx', command, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`cdk synth failed:\n${stderr}`);
}

async function start(): Promise<{ child: ChildProcess; endpoint: string }> {
  const args = ['--import', 'tsx', 'localstack/embedded/main.ts', '--port', '0', '--cdk-out', assembly];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    const endpoint = ENDPOINT_LINE.exec(line)?.[1];
    if (endpoint !== undefined) return { child, endpoint };
  }
  throw new Error(`the local AWS ended before it was ready, exit code ${child.exitCode}`);
}

async function stop(child: ChildProcess): Promise<void> {
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await exited;
}
