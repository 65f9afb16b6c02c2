import { SendMessageBatchCommand, type SendMessageBatchRequestEntry, type SQSClient } from '@aws-sdk/client-sqs';
import { MAX_MESSAGE_BYTES } from '../../codecs/queue-text.ts';
import { InvariantError } from '../../engine/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import { RetryableError } from '../../ports/errors.ts';
import { answerTo, isThrottleCode } from './aws-errors.ts';

export interface SqsDeps {
  readonly client: SQSClient;
  readonly clock: Clock;
  /** Uniform in [0, 1): spreads retries. */
  readonly random: () => number;
}

/** A message to a standard queue. Attributes are texts, for filtering. */
export interface QueueMessage {
  readonly body: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly delaySeconds?: number;
}

const MESSAGES_PER_CALL = 10;
const CALLS_IN_FLIGHT = 4;
/** A batch's refused entries are sent again this often, the last time after about three seconds in all. */
const MAX_ATTEMPTS = 6;
const BACK_OFF_FIRST_MS = 100;

/**
 * Sends messages, in no order, and returns once the queue holds every one.
 *
 * @throws RetryableError where some could not be sent; others may have been
 */
export async function sendAll(deps: SqsDeps, queueUrl: string, messages: readonly QueueMessage[]): Promise<void> {
  const batches = batchesOf(messages);
  for (let from = 0; from < batches.length; from += CALLS_IN_FLIGHT) {
    const calls = batches.slice(from, from + CALLS_IN_FLIGHT).map((batch) => sendBatch(deps, queueUrl, batch));
    const outcomes = await Promise.allSettled(calls);
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  }
}

/** What a message counts for against the queue's limits: body, and name, type and value of each attribute. */
export function messageBytes({ body, attributes = {} }: QueueMessage): number {
  let bytes = Buffer.byteLength(body);
  for (const [name, value] of Object.entries(attributes)) {
    bytes += Buffer.byteLength(name) + 'String'.length + Buffer.byteLength(value);
  }
  return bytes;
}

/** Batches of at most ten messages that together keep to the limit of one call. */
export function batchesOf(messages: readonly QueueMessage[]): QueueMessage[][] {
  const batches: QueueMessage[][] = [];
  let batch: QueueMessage[] = [];
  let batchBytes = 0;
  for (const message of messages) {
    const bytes = messageBytes(message);
    if (batch.length === MESSAGES_PER_CALL || batchBytes + bytes > MAX_MESSAGE_BYTES) {
      if (batch.length > 0) batches.push(batch);
      batch = [];
      batchBytes = 0;
    }
    batch.push(message);
    batchBytes += bytes;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

async function sendBatch(
  { client, clock, random }: SqsDeps,
  queueUrl: string,
  batch: readonly QueueMessage[],
): Promise<void> {
  let entries = batch.map(entryOf);
  for (let attempt = 1; ; attempt += 1) {
    const command = new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries });
    const { Failed: failed = [] } = await answerTo('sending messages', client.send(command));
    if (failed.length === 0) return;
    // Of throttling, SQS may say that the sender is at fault: he is, and the same message may go through a moment later.
    const refused = failed.find((entry) => entry.SenderFault && !isThrottleCode(entry.Code));
    if (refused)
      throw new InvariantError(`the queue refuses a message for good: ${refused.Code} ${refused.Message ?? ''}`);
    if (attempt === MAX_ATTEMPTS) {
      const [{ Code: code, Message: message } = {}] = failed;
      throw new RetryableError(
        `${failed.length} of ${batch.length} messages could not be sent in ${attempt} attempts: ${code} ${message ?? ''}`,
        { throttled: true },
      );
    }
    const failedIds = new Set(failed.map((entry) => entry.Id));
    entries = entries.filter((entry) => failedIds.has(entry.Id));
    await clock.after(Math.ceil(BACK_OFF_FIRST_MS * 2 ** (attempt - 1) * (1 + random()) * 0.5));
  }
}

function entryOf({ body, attributes, delaySeconds }: QueueMessage, index: number): SendMessageBatchRequestEntry {
  return {
    Id: String(index),
    MessageBody: body,
    ...(delaySeconds === undefined ? {} : { DelaySeconds: delaySeconds }),
    ...(attributes && {
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
      ),
    }),
  };
}
