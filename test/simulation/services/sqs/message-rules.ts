import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import { invalidContents, invalidParameter, missingParameter } from './sqs-errors.ts';

/** A message as a request has it. */
export interface GivenMessage {
  readonly MessageBody?: string | undefined;
  readonly DelaySeconds?: number | undefined;
  readonly MessageAttributes?: Readonly<Record<string, MessageAttributeValue>> | undefined;
  readonly MessageGroupId?: string | undefined;
  readonly MessageDeduplicationId?: string | undefined;
}

/** A message that the service takes. */
export interface CheckedMessage {
  readonly body: string;
  readonly delayMs: number;
  readonly attributes: Readonly<Record<string, string>>;
  /** Of a FIFO queue's alone. */
  readonly deduplicationId: string | undefined;
}

/** Of a message, and of all those of a request together (SQS API reference, SendMessage and SendMessageBatch). */
export const MAX_BYTES = 1_048_576;
const MAX_ATTRIBUTES = 10;
const MAX_DELAY_SECONDS = 900;
/** SQS API reference, SendMessage: bodies and values of attributes have the characters of XML 1.0. */
const NOT_ALLOWED = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;
/** SQS Developer Guide, "Message attribute components". */
const ATTRIBUTE_NAME = /^(?!\.)(?!aws\.|amazon\.)(?!.*\.\.)[\w.-]{1,256}(?<!\.)$/i;
const TOKEN = /^[\x21-\x7e]{1,128}$/;

/** Names of FIFO queues, and of no others, end so (SQS API reference, CreateQueue). */
export function isFifo(queueUrl: string): boolean {
  return queueUrl.endsWith('.fifo');
}

/** What a message counts for: body, and name, type and value of each attribute. */
export function bytesOf({ MessageBody = '', MessageAttributes = {} }: GivenMessage): number {
  let bytes = Buffer.byteLength(MessageBody);
  for (const [name, { DataType = '', StringValue = '' }] of Object.entries(MessageAttributes)) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(DataType) + Buffer.byteLength(StringValue);
  }
  return bytes;
}

/** @throws the SDK's errors for what the queue does not take */
export function checkMessage(queueUrl: string, given: GivenMessage): CheckedMessage {
  const { MessageBody: body, MessageAttributes } = given;
  if (!body) throw missingParameter('MessageBody');
  if (NOT_ALLOWED.test(body)) throw invalidContents();
  const attributes = textsOf(MessageAttributes ?? {});
  if (bytesOf(given) > MAX_BYTES) throw invalidParameter(`Message must be shorter than ${MAX_BYTES} bytes.`);
  const delayMs = delayOf(queueUrl, given.DelaySeconds);
  return { body, delayMs, attributes, deduplicationId: deduplicationIdOf(queueUrl, given) };
}

function textsOf(attributes: Readonly<Record<string, MessageAttributeValue>>): Record<string, string> {
  const entries = Object.entries(attributes);
  if (entries.length > MAX_ATTRIBUTES) throw invalidParameter(`A message has ${MAX_ATTRIBUTES} attributes at most.`);
  return Object.fromEntries(
    entries.map(([name, { DataType, StringValue }]) => {
      if (DataType !== 'String') throw new Error(`the simulated SQS knows no attributes of type ${DataType}`);
      if (!ATTRIBUTE_NAME.test(name)) throw invalidParameter(`Message attribute name '${name}' is invalid.`);
      if (!StringValue) throw invalidParameter(`Message attribute '${name}' must contain a non-empty value.`);
      if (NOT_ALLOWED.test(StringValue)) throw invalidContents();
      return [name, StringValue];
    }),
  );
}

function delayOf(queueUrl: string, seconds: number | undefined): number {
  if (seconds === undefined) return 0;
  if (isFifo(queueUrl)) throw invalidParameter('A FIFO queue takes no DelaySeconds of a message.');
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > MAX_DELAY_SECONDS) {
    throw invalidParameter(`DelaySeconds must be >= 0 and <= ${MAX_DELAY_SECONDS}, not ${seconds}.`);
  }
  return seconds * 1_000;
}

function deduplicationIdOf(queueUrl: string, given: GivenMessage): string | undefined {
  const { MessageGroupId: group, MessageDeduplicationId: id } = given;
  for (const token of [group, id]) {
    if (token !== undefined && !TOKEN.test(token)) throw invalidParameter(`Not an id of 1 to 128 characters: ${token}`);
  }
  if (!isFifo(queueUrl)) {
    if (id !== undefined) throw invalidParameter('MessageDeduplicationId is for FIFO queues.');
    return undefined;
  }
  if (group === undefined) throw missingParameter('MessageGroupId');
  if (id === undefined) throw invalidParameter('The queue needs a MessageDeduplicationId.');
  return id;
}
