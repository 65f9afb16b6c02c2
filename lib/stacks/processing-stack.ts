import { Stack, type StackProps } from 'aws-cdk-lib';
import type { CfnEventSourceMapping, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Bundle } from '../bundle.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import { LETTERS_PREFIX } from '../constructs/archive-bucket.ts';
import { environmentOf } from '../constructs/function-environment.ts';
import { FUNCTION_SHAPES } from '../constructs/function-shapes.ts';
import { KeeperSchedule } from '../constructs/keeper-schedule.ts';
import { type PipelineArns, permissionsOf } from '../constructs/permissions.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import { makeQueueMapping } from '../constructs/queue-mapping.ts';
import { holdOnToReferences } from '../constructs/references.ts';
import { cdkRemovalPolicy } from '../constructs/removal-policy.ts';
import { makeStreamMapping } from '../constructs/stream-mapping.ts';
import { type FunctionName, forEachFunction } from '../function-names.ts';
import type { Settings } from '../settings.ts';
import type { StateStack } from './state-stack.ts';

interface ProcessingStackProps extends StackProps {
  readonly settings: Settings;
  readonly state: StateStack;
  readonly pipelineName: string;
  /** Definition hash by aggregation name: functions refuse to run on state of another definition. */
  readonly definitionHashes: Readonly<Record<string, string>>;
  readonly bundles: Readonly<Record<FunctionName, Bundle>>;
}

/** What runs: the functions, what feeds them, and what they may do. */
export class ProcessingStack extends Stack {
  readonly functions: Readonly<Record<FunctionName, LambdaFunction>>;
  readonly streamMapping: CfnEventSourceMapping;
  readonly tasksMapping: CfnEventSourceMapping;

  constructor(scope: Construct, id: string, props: ProcessingStackProps) {
    const { settings, state, pipelineName, definitionHashes, bundles, ...stackProps } = props;
    super(scope, id, stackProps);
    holdOnToReferences(this);
    const arns = arnsOf(state);

    this.functions = forEachFunction((name) => {
      const { directory, codeVersion } = bundles[name];
      const shape = FUNCTION_SHAPES[name];
      return new PipelineFunction(this, shape.id, {
        description: `Millrace ${pipelineName}: ${shape.does}`,
        bundleDirectory: directory,
        environment: environmentOf(name, { stack: this, state, settings, definitionHashes, codeVersion }),
        permissions: permissionsOf(name, arns, { readsSchemas: state.schemas !== undefined }),
        memoryMb: shape.memoryMb(settings),
        timeoutSeconds: shape.timeoutSeconds(settings),
        logRetentionDays: settings.logRetentionDays,
        logRemovalPolicy: cdkRemovalPolicy(settings),
        tracing: settings.tracing,
      }).function;
    });

    acknowledge(this, {
      [`AwsSolutions-IAM5[Resource::${state.archiveExport}/${LETTERS_PREFIX}*]`]:
        'Which object a letter refers to is known when the letter is written or read; only letters have this prefix.',
    });

    const arnOf = (name: FunctionName): string => this.functions[name].functionArn;
    this.streamMapping = makeStreamMapping(this, 'StreamMapping', {
      functionArn: arnOf('stream-processor'),
      streamArn: arns.stream,
      undeliverableQueueArn: arns.undeliverable,
      settings,
    });
    this.tasksMapping = makeQueueMapping(this, 'TasksMapping', {
      functionArn: arnOf('materializer'),
      queueArn: arns.tasks,
    });
    makeQueueMapping(this, 'PokesMapping', { functionArn: arnOf('watermark-keeper'), queueArn: arns.pokes });
    makeQueueMapping(this, 'RetryMapping', {
      functionArn: arnOf('redriver'),
      queueArn: arns.retry,
      batchSize: settings.redriverBatchSize,
      maxConcurrency: settings.redriverMaxConcurrency,
    });
    makeQueueMapping(this, 'UndeliverableMapping', {
      functionArn: arnOf('recovery'),
      queueArn: arns.undeliverable,
      // A message stands for a whole batch of the stream: a long one takes no attempt of others with it.
      batchSize: 1,
    });
    new KeeperSchedule(this, 'KeeperSchedule', { pokesQueueArn: arns.pokes });
  }
}

function arnsOf({ stream, stateTable, resultsTable, resultsStream, queues, archiveArn }: StateStack): PipelineArns {
  return {
    stream: stream.streamArn,
    stateTable: stateTable.tableArn,
    resultsTable: resultsTable.tableArn,
    resultsStream: resultsStream?.streamArn,
    tasks: queues.tasks.queueArn,
    pokes: queues.pokes.queueArn,
    retry: queues.retry.queueArn,
    late: queues.late.queueArn,
    undeliverable: queues.undeliverable.queueArn,
    archive: archiveArn,
    letters: `${archiveArn}/${LETTERS_PREFIX}*`,
  };
}
