import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { type LocalAws, startLocalAws } from '../localstack/embedded/local-aws.ts';
import { type ClientDeps, connect, makeClientDeps, type PipelineClient } from '../src/client/index.ts';
import { makeProducerDeps } from '../src/producer/index.ts';
import type { Cleanup } from './cleanup.ts';
import { claimDataDir } from './data-dir.ts';
import type { Demo } from './demos/demo.ts';
import { chaosOf } from './faults.ts';
import type { Flags } from './flags.ts';
import { lastWords, processorIn } from './function-words.ts';
import { connectToRegistry, type Registry } from './registry.ts';
import { synthesize } from './synth.ts';
import { counted } from './view/format.ts';
import type { Steps } from './view/steps.ts';

export interface StartDeps {
  readonly flags: Flags;
  readonly project: string;
  readonly steps: Steps;
  readonly cleanup: Cleanup;
  readonly signal: AbortSignal;
  readonly random: () => number;
}

/** A pipeline that runs on the local AWS. */
export interface Site {
  readonly aws: LocalAws;
  readonly clients: ClientDeps;
  readonly client: PipelineClient;
  /** What whoever sends needs. */
  readonly sender: ReturnType<typeof makeProducerDeps>;
  readonly registry: Registry;
  readonly cloudwatch: CloudWatchClient;
  /** Function name of its stream processor. */
  readonly processor: string;
  /** What its functions complained of last. */
  readonly lastWords: () => string;
}

/** Five minutes of an alarm are 25 seconds: as fast as the keeper, which runs once a minute, is not taken for silent. */
const PERIOD_SCALE = 12;

/** From the sources to a running pipeline: start the local AWS, synthesize, deploy. */
export async function startPipeline({ pipeline }: Demo, deps: StartDeps): Promise<Site> {
  const { flags, project, steps, cleanup, signal, random } = deps;
  const { port, dataDir, chaos, seed, shards } = flags;
  if (dataDir !== undefined) claimDataDir(dataDir, flags);

  // First, because a taken port is told at once.
  const aws = await steps.run(
    'local AWS',
    async () => {
      const started = await startLocalAws({
        port,
        dataDir,
        chaos: chaos && chaosOf(seed),
        alarms: { periodScale: PERIOD_SCALE },
      });
      cleanup.add(() => started.stop());
      return started;
    },
    ({ endpoint }) => endpoint,
  );
  const assembly = await steps.run(
    'synthesize',
    () => synthesize({ project, pipeline: pipeline.name, shards, signal }),
    ({ cached }) => (cached ? 'nothing changed since the last time' : 'cdk synth --strict'),
  );
  const stacks = await steps.run(
    'deploy',
    () => aws.deploy(assembly.directory),
    (deployed) => {
      const resources = deployed.reduce((sum, stack) => sum + stack.resources.length, 0);
      return `${counted(deployed.length, 'stack')}, ${counted(resources, 'resource')}`;
    },
  );
  const { endpoint, region } = aws;
  const clients = makeClientDeps({ endpoint, region });
  const client = await connect(pipeline, clients);
  const registry = connectToRegistry({ pipeline: pipeline.name, endpoint, region });
  return {
    aws,
    clients,
    client,
    sender: makeProducerDeps(random, { endpoint, region }),
    registry,
    cloudwatch: new CloudWatchClient({ endpoint, region }),
    processor: processorIn(stacks),
    lastWords: () => lastWords(aws.functionLogs, stacks),
  };
}
