import {
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { readQueue } from '../../demo/read-queue.ts';
import { type ClientDeps, makeReadDepth } from '../../src/client/index.ts';
import { eventually } from '../integration/support.ts';

type Sqs = Pick<ClientDeps, 'sqs'>;

/** What is looked at in a letter; read here without the code that writes it. */
export interface Letter {
  readonly reason: string;
  readonly partitionKey: string;
  readonly position: string;
  readonly payload: string;
}

/** Every letter of a queue; none is taken away. */
export async function lettersOf({ sqs }: Sqs, queueUrl: string): Promise<Letter[]> {
  return (await readQueue(sqs, queueUrl)).map((body) => JSON.parse(body));
}

/** Waits until a queue holds nothing, waiting, hidden or delayed. */
export async function emptied({ sqs }: Sqs, queueUrl: string, withinMs: number): Promise<void> {
  const depth = makeReadDepth(sqs);
  await eventually(
    'empty queue',
    async () => {
      const { visible, inFlight, delayed } = await depth(queueUrl);
      return visible + inFlight + delayed === 0 ? true : undefined;
    },
    withinMs,
  );
}

/** What the console's "Start DLQ redrive" does with its default destination; returns when it is over. */
export async function redriveAll({ sqs }: Sqs, dlqUrl: string): Promise<{ readonly moved: number }> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: dlqUrl, AttributeNames: ['QueueArn'] }),
  );
  const SourceArn = Attributes?.QueueArn;
  await sqs.send(new StartMessageMoveTaskCommand({ SourceArn }));
  return eventually('end of the move task', async () => {
    const { Results = [] } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn }));
    const [task] = Results;
    if (task?.Status === 'FAILED') throw new Error(`the move task failed: ${task.FailureReason}`);
    return task?.Status === 'COMPLETED' ? { moved: task.ApproximateNumberOfMessagesMoved ?? 0 } : undefined;
  });
}
