import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { EpochMs } from '../engine/time.ts';

/** A message that nobody else gets until its visibility timeout is over, it is given back or removed. */
export interface HeldMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: Message['MessageAttributes'];
  /** When it was sent; in a dead-letter queue, to the queue that it comes from (SQS Developer Guide, "Dead-letter queues"). */
  readonly sentMs: EpochMs;
  /** How often it was received, this time too. */
  readonly receives: number;
}

/** A queue of which a person takes messages. */
export interface LetterQueue {
  /**
   * @param wait true: asks all of SQS's servers, for up to a second; false may find none of the messages that are there (SQS Developer
   *   Guide, "Short and long polling")
   * @returns up to `count` messages
   */
  receive(count: number, hiddenSeconds: number, wait: boolean): Promise<readonly HeldMessage[]>;
  /** Makes messages visible again. */
  giveBack(receiptHandles: readonly string[]): Promise<void>;
  /** @returns ids of the messages that are gone; others come again */
  remove(messages: readonly HeldMessage[]): Promise<ReadonlySet<string>>;
}

/** Of one call (SQS API reference, ReceiveMessage, DeleteMessageBatch). */
export const MESSAGES_PER_CALL = 10;
const WAIT_SECONDS = 1;

export function makeLetterQueue(client: SQSClient, queueUrl: string): LetterQueue {
  return {
    async receive(count, hiddenSeconds, wait) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: Math.min(count, MESSAGES_PER_CALL),
          VisibilityTimeout: hiddenSeconds,
          WaitTimeSeconds: wait ? WAIT_SECONDS : 0,
          MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
          MessageAttributeNames: ['All'],
        }),
      );
      return Messages.map(held);
    },

    async giveBack(receiptHandles) {
      for (const handles of batchesOf(receiptHandles)) {
        const entries = handles.map((handle, index) => ({
          Id: String(index),
          ReceiptHandle: handle,
          VisibilityTimeout: 0,
        }));
        // What it refuses is no longer ours to hide.
        await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
      }
    },

    async remove(messages) {
      const gone = new Set<string>();
      for (const batch of batchesOf(messages)) {
        const entries = batch.map(({ receiptHandle }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle }));
        const answer = await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
        for (const { Id } of answer.Successful ?? []) {
          const message = batch[Number(Id)];
          if (message) gone.add(message.messageId);
        }
      }
      return gone;
    },
  };
}

/** Makes what sends a message on to a queue, body and attributes unchanged; it returns once the queue holds it. */
export function makeForward(client: SQSClient, queueUrl: string): (message: HeldMessage) => Promise<void> {
  return async ({ body, attributes }) => {
    await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: body,
        ...(attributes && { MessageAttributes: attributes }),
      }),
    );
  };
}

function held({ MessageId, ReceiptHandle, Body, MessageAttributes, Attributes }: Message): HeldMessage {
  return {
    messageId: MessageId ?? '',
    receiptHandle: ReceiptHandle ?? '',
    body: Body ?? '',
    attributes: MessageAttributes,
    sentMs: Number(Attributes?.SentTimestamp),
    receives: Number(Attributes?.ApproximateReceiveCount),
  };
}

function batchesOf<T>(items: readonly T[]): T[][] {
  const batches: T[][] = [];
  for (let from = 0; from < items.length; from += MESSAGES_PER_CALL) {
    batches.push(items.slice(from, from + MESSAGES_PER_CALL));
  }
  return batches;
}
