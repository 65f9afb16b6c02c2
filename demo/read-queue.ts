import {
  ChangeMessageVisibilityBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { makeReadDepth } from '../src/client/index.ts';

/** Longer than a look takes, so that what was received does not come again meanwhile. */
const HIDDEN_SECONDS = 60;
const MAX_PER_CALL = 10;

/**
 * Looks at all messages of a queue: receives every one, deletes none, and makes them visible again. Waits for messages that somebody
 * else holds, such as a reader that died. A message that the queue delivers twice is there twice.
 */
export async function readQueue(client: SQSClient, queueUrl: string): Promise<string[]> {
  const readDepth = makeReadDepth(client);
  const received: Message[] = [];
  for (;;) {
    const { visible, delayed, inFlight } = await readDepth(queueUrl);
    if (visible + delayed === 0 && inFlight <= received.length) break;
    // May come back empty although messages are there (SQS Developer Guide, "Short and long polling").
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: MAX_PER_CALL,
        VisibilityTimeout: HIDDEN_SECONDS,
        WaitTimeSeconds: 1,
      }),
    );
    received.push(...Messages);
  }
  await release(client, queueUrl, received);
  return received.map(({ Body }) => Body ?? '');
}

async function release(client: SQSClient, queueUrl: string, messages: readonly Message[]): Promise<void> {
  for (let from = 0; from < messages.length; from += MAX_PER_CALL) {
    const entries = messages.slice(from, from + MAX_PER_CALL).map(({ ReceiptHandle }, index) => ({
      Id: String(index),
      ReceiptHandle,
      VisibilityTimeout: 0,
    }));
    await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
  }
}
