import {
  ChangeMessageVisibilityBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { type Clock, makeReadDepth } from '../src/client/index.ts';
import { DemoError } from './demo-error.ts';

/** Longer than a look takes, so that what was received does not come again meanwhile. */
const HIDDEN_SECONDS = 60;
const MAX_PER_CALL = 10;
const LOOK_AGAIN_MS = 500;
const MOST_WAIT_MS = 120_000;

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

/**
 * Waits until a queue holds nothing, hidden or delayed messages included: what was rejected is tried again until the queue hands it on to
 * its dead-letter queue.
 *
 * @throws DemoError where that takes minutes
 */
export async function emptied(client: SQSClient, queueUrl: string, clock: Clock): Promise<void> {
  const readDepth = makeReadDepth(client);
  const deadlineMs = clock.nowMs() + MOST_WAIT_MS;
  for (;;) {
    const { visible, delayed, inFlight } = await readDepth(queueUrl);
    const left = visible + delayed + inFlight;
    if (left === 0) return;
    if (clock.nowMs() > deadlineMs)
      throw new DemoError(`${left} rejected records are still being tried again: look at the redriver's log`);
    await clock.after(LOOK_AGAIN_MS);
  }
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
