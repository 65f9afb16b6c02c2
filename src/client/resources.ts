import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { ClientError } from './errors.ts';

/** What a deployed pipeline is made of, as far as senders and readers need it. */
export interface Resources {
  readonly streamName: string;
  readonly stateTable: string;
  readonly resultsTable: string;
  /** Left out where results are not published. */
  readonly resultsStream?: string;
  /** Where records lie that a message would not hold. */
  readonly archiveBucket: string;
  readonly queues: Readonly<Record<QueueName, string>>;
}

/** The queues of a pipeline, by what they hold; the values of `Resources.queues` are their URLs. */
export type QueueName = 'tasks' | 'pokes' | 'retry' | 'dlq' | 'late' | 'undeliverable' | 'unrecovered';

/**
 * Finds a pipeline's resources by the outputs of its state stack.
 *
 * @throws ClientError where the pipeline is not deployed
 */
export async function findResources(client: CloudFormationClient, pipelineName: string): Promise<Resources> {
  const stackName = `millrace-${pipelineName}-state`;
  const outputs = await readOutputs(client, stackName);
  const output = (name: string): string => {
    const value = outputs?.get(name);
    if (value === undefined) {
      const what = outputs ? `stack ${stackName} has no output ${name}` : `pipeline "${pipelineName}" is not deployed`;
      throw new ClientError(
        `${what}: run npx cdk deploy -c pipelines=${pipelineName} --all, or npm start -- --keep --pipeline ${pipelineName}`,
      );
    }
    return value;
  };
  const resultsStream = outputs?.get('ResultsStreamName');
  return {
    streamName: output('StreamName'),
    stateTable: output('StateTableName'),
    resultsTable: output('ResultsTableName'),
    ...(resultsStream !== undefined && { resultsStream }),
    archiveBucket: output('ArchiveBucketName'),
    queues: {
      tasks: output('TasksQueueUrl'),
      pokes: output('PokesQueueUrl'),
      retry: output('RetryQueueUrl'),
      dlq: output('DlqUrl'),
      late: output('LateQueueUrl'),
      undeliverable: output('UndeliverableQueueUrl'),
      unrecovered: output('UnrecoveredQueueUrl'),
    },
  };
}

async function readOutputs(client: CloudFormationClient, stackName: string): Promise<Map<string, string> | undefined> {
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
    const outputs = Stacks?.[0]?.Outputs ?? [];
    return new Map(outputs.map(({ OutputKey, OutputValue }) => [OutputKey ?? '', OutputValue ?? '']));
  } catch (error) {
    // CloudFormation has no error of its own for a stack that is not there (API reference, DescribeStacks).
    if (error instanceof Error && error.name === 'ValidationError' && error.message.includes('does not exist')) {
      return undefined;
    }
    throw error;
  }
}
