import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { QueueName, Resources } from './resources.ts';

/** How many messages a queue holds, by SQS's own estimate. */
export interface QueueDepth {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/** Reads a queue's depth by its URL. */
export type ReadDepth = (queueUrl: string) => Promise<QueueDepth>;

export function makeReadDepth(client: SQSClient): ReadDepth {
  return async (queueUrl) => {
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({
        QueueUrl: queueUrl,
        AttributeNames: [
          'ApproximateNumberOfMessages',
          'ApproximateNumberOfMessagesNotVisible',
          'ApproximateNumberOfMessagesDelayed',
        ],
      }),
    );
    return {
      visible: Number(Attributes?.ApproximateNumberOfMessages ?? 0),
      inFlight: Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0),
      delayed: Number(Attributes?.ApproximateNumberOfMessagesDelayed ?? 0),
    };
  };
}

/** The depths of all queues of a pipeline, read at the same time. */
export async function readDepths(deps: {
  readonly readDepth: ReadDepth;
  readonly resources: Pick<Resources, 'queues'>;
}): Promise<Readonly<Record<QueueName, QueueDepth>>> {
  const {
    readDepth,
    resources: { queues },
  } = deps;
  const [tasks, pokes, retry, dlq, late, undeliverable, unrecovered] = await Promise.all([
    readDepth(queues.tasks),
    readDepth(queues.pokes),
    readDepth(queues.retry),
    readDepth(queues.dlq),
    readDepth(queues.late),
    readDepth(queues.undeliverable),
    readDepth(queues.unrecovered),
  ]);
  return { tasks, pokes, retry, dlq, late, undeliverable, unrecovered };
}
