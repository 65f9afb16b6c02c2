import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadPipeline } from '../src/cli/load-pipeline.ts';
import {
  connect,
  explainAwsError,
  localEnvironment,
  makeClientDeps,
  makeReadDepth,
  systemClock,
} from '../src/client/index.ts';
import { type Flags, parseFlags } from './flags.ts';
import { startConsole } from './server/console.ts';

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const flags = parseFlags(process.argv.slice(2), process.env.AWS_ENDPOINT_URL);

async function main({ pipeline, endpoint, port }: Flags): Promise<void> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  Object.assign(process.env, localEnvironment(endpoint, process.env));
  const definition = await loadPipeline(join(project, 'pipelines'), pipeline);
  const clients = makeClientDeps({ endpoint });
  const { url } = await startConsole(
    {
      pipeline,
      endpoint,
      client: await connect(definition, clients),
      clock: systemClock,
      readDepth: makeReadDepth(clients.sqs),
      readAlarms: clients.readAlarms,
    },
    port,
  );
  process.stdout.write(`${pipeline} at ${endpoint}: open ${url}\nCtrl-C ends it.\n`);
}

function explain(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `port ${flags.port} is taken: give another one with --port, or --port 0`;
  }
  return explainAwsError(error, flags.endpoint) ?? (error instanceof Error ? error.message : String(error));
}

main(flags).catch((error: unknown) => {
  process.stderr.write(`console: ${explain(error)}\n`);
  process.exitCode = 1;
});
