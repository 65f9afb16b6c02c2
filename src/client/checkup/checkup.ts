import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { makeDynamoDbControlStore } from '../../adapters/aws/dynamodb-control-store.ts';
import type { Pipeline } from '../../engine/pipeline.ts';
import { planOf } from '../../engine/plan.ts';
import type { CallerIdentity } from '../caller-identity.ts';
import { findResources } from '../resources.ts';
import { type Check, ok, warn } from './check.ts';
import { checkCode } from './check-code.ts';
import { checkDefinition } from './check-definition.ts';
import { checkIdentity, checkNode, checkRegion, failed } from './check-environment.ts';
import { checkQueues } from './check-queues.ts';
import { checkResultsStream } from './check-results-stream.ts';
import { checkStacks, pipelinesOf, readStacks } from './check-stacks.ts';
import { checkStorage } from './check-storage.ts';

export interface CheckupDeps {
  readonly cloudformation: CloudFormationClient;
  readonly dynamodb: DynamoDBClient;
  readonly kinesis: KinesisClient;
  readonly sqs: SQSClient;
  readonly region: () => Promise<string>;
  readonly identify: () => Promise<CallerIdentity>;
  /** Undefined: AWS itself. */
  readonly endpoint: string | undefined;
  /** As `process.versions.node` has it. */
  readonly nodeVersion: string;
}

/** Looks at what a pipeline needs, one thing after another. Nothing is changed, and nothing is thrown for what is found. */
export interface Checkup {
  /** Node, region, credentials, stacks. Without a pipeline it tells which are deployed. */
  environment(pipelineName?: string): AsyncGenerator<Check, void>;
  /** What is deployed of a pipeline against its definition here. */
  pipeline(definition: Pipeline): AsyncGenerator<Check, void>;
  /**
   * Whether the functions that are deployed run the code at hand.
   *
   * @param synthesize gives the template of the processing stack as it would be deployed from here, as JSON
   */
  code(pipelineName: string, synthesize: () => Promise<string>): AsyncGenerator<Check, void>;
}

export function makeCheckup(deps: CheckupDeps): Checkup {
  return {
    async *environment(pipelineName) {
      yield checkNode(deps.nodeVersion);
      const region = await checkRegion(deps);
      yield region;
      if (region.state === 'fail') return;
      yield await checkIdentity(deps);
      yield* guarded(deps, 'stacks', async () => {
        const stacks = await readStacks(deps.cloudformation);
        return pipelineName === undefined ? [deployed(pipelinesOf(stacks))] : checkStacks(stacks, pipelineName);
      });
    },

    async *pipeline(definition) {
      const { dynamodb, sqs, cloudformation } = deps;
      const found = await findResources(cloudformation, definition.name).then(
        (resources) => resources,
        (error: unknown) => failed('outputs', error, deps.endpoint),
      );
      if ('state' in found) {
        yield found;
        return;
      }
      yield* guarded(deps, 'storage', () => checkStorage({ ...deps, resources: found }));
      const { resultsStream } = found;
      if (resultsStream !== undefined) {
        yield* guarded(deps, 'results stream', async () => [await checkResultsStream(deps.kinesis, resultsStream)]);
      }
      yield* guarded(deps, 'queues', () => checkQueues(sqs, found));
      yield* guarded(deps, 'definition', async () => {
        const store = makeDynamoDbControlStore({ client: dynamodb, tableName: found.stateTable });
        return checkDefinition(planOf(definition), await store.readControls());
      });
    },

    code: (pipelineName, synthesize) =>
      guarded(deps, 'code', async () => [await checkCode(deps.cloudformation, pipelineName, synthesize)]),
  };
}

function deployed(pipelines: readonly string[]): Check {
  if (pipelines.length > 0) return ok('pipelines', `deployed: ${pipelines.join(', ')}`);
  return warn(
    'pipelines',
    'none is deployed here',
    'npx cdk deploy -c pipelines=<pipeline> --all, or npm start -- --keep',
  );
}

async function* guarded(
  { endpoint }: CheckupDeps,
  name: string,
  look: () => Promise<readonly Check[]>,
): AsyncGenerator<Check, void> {
  let checks: readonly Check[];
  try {
    checks = await look();
  } catch (error) {
    checks = [failed(name, error, endpoint)];
  }
  yield* checks;
}
