import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadPipeline } from '../src/cli/load-pipeline.ts';
import { makeProgress } from '../src/cli/produce/progress.ts';
import { run } from '../src/cli/run.ts';
import { terminalOutput } from '../src/cli/terminal-output.ts';
import { systemClock } from '../src/client/clock.ts';
import { localEnvironment } from '../src/client/local-environment.ts';

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const inForce = process.env.AWS_ENDPOINT_URL;
const terminal = terminalOutput(process.stdout, process.stderr);
let isInterrupted = false;

/** What the SDK is to find in the environment before it is loaded. */
function prepare(endpoint: string | undefined): void {
  // Which Node this runs on is package.json's matter; the SDK would warn of it in every answer.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  Object.assign(process.env, localEnvironment(endpoint, process.env));
}

process.exitCode = await run(process.argv.slice(2), {
  project,
  endpoint: inForce,
  output: terminal,
  say: (line) => terminal.say(line),
  connect: async (pipelineName, endpoint = inForce) => {
    const definition = await loadPipeline(join(project, 'pipelines'), pipelineName);
    prepare(endpoint);
    // The SDK takes most of the start; commands that stop before this do without it.
    const { connect, makeClientDeps } = await import('../src/client/index.ts');
    return connect(definition, makeClientDeps(endpoint === undefined ? {} : { endpoint }));
  },
  connectRegistry: async (endpoint = inForce) => {
    prepare(endpoint);
    const { connectRegistry } = await import('../src/client/glue-registration.ts');
    return connectRegistry(endpoint === undefined ? {} : { endpoint });
  },
  openCheckup: async (endpoint = inForce) => {
    prepare(endpoint);
    const { makeCheckup, makeCheckupDeps } = await import('../src/client/index.ts');
    return makeCheckup(makeCheckupDeps(endpoint === undefined ? {} : { endpoint }));
  },
  clock: systemClock,
  interruptible: () => {
    const controller = new AbortController();
    process.once('SIGINT', () => {
      isInterrupted = true;
      controller.abort();
    });
    return controller.signal;
  },
  sending: {
    loadPipeline: (pipelineName) => loadPipeline(join(project, 'pipelines'), pipelineName),
    openProducer: async (pipeline, endpoint = inForce, options) => {
      prepare(endpoint);
      const { openProducer } = await import('../src/cli/produce/open-producer.ts');
      return openProducer(pipeline, endpoint, options);
    },
    stdin: process.stdin,
    startProgress: (totalBytes) => makeProgress(process.stderr, totalBytes),
  },
});

// A wait that was given up would keep the program until its end.
if (isInterrupted) process.exit();
