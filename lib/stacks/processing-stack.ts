import { Stack, type StackProps } from 'aws-cdk-lib';
import type { CfnEventSourceMapping, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { KeeperSchedule } from '../constructs/keeper-schedule.ts';
import { type PipelineArns, permissionsOf } from '../constructs/permissions.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import { makeQueueMapping } from '../constructs/queue-mapping.ts';
import { holdOnToReferences } from '../constructs/references.ts';
import { cdkRemovalPolicy } from '../constructs/removal-policy.ts';
import { makeStreamMapping } from '../constructs/stream-mapping.ts';
import { versionIdsVariable } from '../constructs/version-ids.ts';
import type { FunctionName } from '../function-names.ts';
import type { Settings } from '../settings.ts';
import type { StateStack } from './state-stack.ts';

interface ProcessingStackProps extends StackProps {
  readonly settings: Settings;
  readonly state: StateStack;
  readonly pipelineName: string;
  /** Definition hash by aggregation name: functions refuse to run on state of another definition. */
  readonly definitionHashes: Readonly<Record<string, string>>;
  /** Folder of each function's bundle. */
  readonly bundles: Readonly<Record<FunctionName, string>>;
}

/** V8 keeps three of them; beyond this size nothing is gained. */
const MAX_SEMI_SPACE_MB = 64;

/**
 * Room for the events of a whole batch among the young objects, at most three sixteenths of the function's memory. With Node's own 16 MB
 * a batch of packed records is copied again and again while it is worked on, a quarter of the processor time (`npm run bench -- packed`).
 */
function youngGeneration(memoryMb: number): string {
  return `--max-semi-space-size=${Math.min(MAX_SEMI_SPACE_MB, Math.max(1, 2 ** Math.floor(Math.log2(memoryMb / 16))))}`;
}

/** What runs: the functions, what feeds them, and what they may do. */
export class ProcessingStack extends Stack {
  readonly streamProcessor: LambdaFunction;
  readonly watermarkKeeper: LambdaFunction;
  readonly materializer: LambdaFunction;
  readonly streamMapping: CfnEventSourceMapping;
  readonly tasksMapping: CfnEventSourceMapping;

  constructor(scope: Construct, id: string, props: ProcessingStackProps) {
    const { settings, state, pipelineName, definitionHashes, bundles, ...stackProps } = props;
    super(scope, id, stackProps);
    holdOnToReferences(this);
    const { queues, stateTable, resultsTable, stream } = state;
    const arns: PipelineArns = {
      stream: stream.streamArn,
      stateTable: stateTable.tableArn,
      resultsTable: resultsTable.tableArn,
      tasks: queues.tasks.queueArn,
      pokes: queues.pokes.queueArn,
      retry: queues.retry.queueArn,
      late: queues.late.queueArn,
      undeliverable: queues.undeliverable.queueArn,
    };
    const common = (name: FunctionName) => ({
      bundleDirectory: bundles[name],
      permissions: permissionsOf(name, arns, { readsSchemas: state.schemas !== undefined }),
      logRetentionDays: settings.logRetentionDays,
      logRemovalPolicy: cdkRemovalPolicy(settings),
    });

    this.streamProcessor = new PipelineFunction(this, 'StreamProcessor', {
      ...common('stream-processor'),
      description: `Millrace ${pipelineName}: folds batches of the stream into partials`,
      environment: {
        DEFINITION_HASHES: JSON.stringify(definitionHashes),
        STATE_TABLE: stateTable.tableName,
        STREAM_NAME: stream.streamName,
        TASKS_QUEUE_URL: queues.tasks.queueUrl,
        POKES_QUEUE_URL: queues.pokes.queueUrl,
        RETRY_QUEUE_URL: queues.retry.queueUrl,
        LATE_QUEUE_URL: queues.late.queueUrl,
        SCHEMA_VERSIONS: versionIdsVariable(this, state.schemas),
        STREAM_RETENTION_HOURS: String(settings.retentionHours),
        NODE_OPTIONS: youngGeneration(settings.processorMemoryMb),
      },
      memoryMb: settings.processorMemoryMb,
      timeoutSeconds: settings.processorTimeoutSeconds,
    }).function;
    this.watermarkKeeper = new PipelineFunction(this, 'WatermarkKeeper', {
      ...common('watermark-keeper'),
      description: `Millrace ${pipelineName}: moves the watermark and announces windows`,
      environment: {
        STATE_TABLE: stateTable.tableName,
        STREAM_NAME: stream.streamName,
        TASKS_QUEUE_URL: queues.tasks.queueUrl,
      },
      memoryMb: settings.keeperMemoryMb,
      timeoutSeconds: settings.keeperTimeoutSeconds,
    }).function;
    this.materializer = new PipelineFunction(this, 'Materializer', {
      ...common('materializer'),
      description: `Millrace ${pipelineName}: merges partials into results`,
      environment: {
        DEFINITION_HASHES: JSON.stringify(definitionHashes),
        STATE_TABLE: stateTable.tableName,
        RESULTS_TABLE: resultsTable.tableName,
      },
      memoryMb: settings.materializerMemoryMb,
      timeoutSeconds: settings.materializerTimeoutSeconds,
    }).function;

    this.streamMapping = makeStreamMapping(this, 'StreamMapping', {
      functionArn: this.streamProcessor.functionArn,
      streamArn: arns.stream,
      undeliverableQueueArn: arns.undeliverable,
      settings,
    });
    this.tasksMapping = makeQueueMapping(this, 'TasksMapping', {
      functionArn: this.materializer.functionArn,
      queueArn: arns.tasks,
    });
    makeQueueMapping(this, 'PokesMapping', {
      functionArn: this.watermarkKeeper.functionArn,
      queueArn: arns.pokes,
    });
    new KeeperSchedule(this, 'KeeperSchedule', { pokesQueueArn: arns.pokes });
  }
}
