import { createHash } from 'node:crypto';
import { AwsError } from '../gateway/aws-error.ts';
import { numberAttribute } from './attributes.ts';
import { invalidParameter, invalidValue, missingParameter } from './errors.ts';
import { valueBytes } from './md5.ts';
import type { MessageAttribute, MessageAttributes, MessageContent } from './message.ts';
import type { Queue } from './queue.ts';

/** What SendMessage says of a message. */
export interface SendInput {
  readonly MessageBody?: string | undefined;
  readonly DelaySeconds?: number | undefined;
  readonly MessageAttributes?: MessageAttributes | undefined;
  readonly MessageSystemAttributes?: MessageAttributes | undefined;
  readonly MessageGroupId?: string | undefined;
  readonly MessageDeduplicationId?: string | undefined;
}

const MAX_ATTRIBUTES = 10;
const MAX_DELAY_SECONDS = 900;
/** The characters of XML 1.0, to which SQS limits bodies and attributes. */
const ALLOWED_TEXT = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;
/** Letters, digits and punctuation of ASCII. */
const GROUP_OR_DEDUPLICATION_ID = /^[\x21-\x7e]{1,128}$/;
const ATTRIBUTE_NAME = /^(?!aws\.|amazon\.)(?!\.)(?!.*\.\.)[\w.-]{1,256}(?<!\.)$/i;
const DATA_TYPE = /^(String|Number|Binary)(\.[\w.-]+)?$/;

/** Checks a message against the rules of the SQS API reference and of its queue. @throws AwsError */
export function checkContent(queue: Queue, input: SendInput): MessageContent {
  const { MessageBody: body, MessageAttributes: attributes = {} } = input;
  if (body === undefined || body === '') throw missingParameter('MessageBody');
  checkText(body);
  checkAttributes(attributes);
  const maxBytes = numberAttribute(queue.definition.attributes, 'MaximumMessageSize');
  if (contentBytes(body, attributes) > maxBytes) {
    throw invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${maxBytes} bytes.`,
    );
  }
  return {
    body,
    attributes,
    traceHeader: input.MessageSystemAttributes?.AWSTraceHeader?.StringValue,
    ...checkIds(queue, input, body),
  };
}

/** The delay of a message, in ms. A FIFO queue delays all its messages alike. @throws AwsError */
export function delayMs(queue: Queue, { DelaySeconds }: SendInput): number {
  const ofQueue = numberAttribute(queue.definition.attributes, 'DelaySeconds') * 1_000;
  if (queue.fifo && DelaySeconds) {
    const reason = 'The request include parameter that is not valid for this queue type.';
    throw invalidValue('DelaySeconds', DelaySeconds, reason);
  }
  if (DelaySeconds === undefined || queue.fifo) return ofQueue;
  if (!Number.isInteger(DelaySeconds) || DelaySeconds < 0 || DelaySeconds > MAX_DELAY_SECONDS) {
    throw invalidValue('DelaySeconds', DelaySeconds, `DelaySeconds must be >= 0 and <= ${MAX_DELAY_SECONDS}.`);
  }
  return DelaySeconds * 1_000;
}

/** What counts towards the size limits: the body, and the names, types and values of attributes. */
export function contentBytes(body: string, attributes: MessageAttributes): number {
  return Object.entries(attributes).reduce(
    (bytes, [name, attribute]) =>
      bytes + Buffer.byteLength(name) + Buffer.byteLength(attribute.DataType) + valueBytes(attribute).length,
    Buffer.byteLength(body),
  );
}

/** @throws AwsError where the ids do not suit the queue's type */
export function checkIds(queue: Queue, input: SendInput, body: string) {
  const { MessageGroupId: groupId, MessageDeduplicationId: given } = input;
  checkId('MessageGroupId', groupId);
  checkId('MessageDeduplicationId', given);
  if (!queue.fifo) {
    if (given === undefined) return { groupId };
    throw invalidValue(
      'MessageDeduplicationId',
      given,
      'The request includes a parameter that is not valid for this queue type.',
    );
  }
  if (groupId === undefined) throw missingParameter('MessageGroupId');
  const byContent = queue.definition.attributes.ContentBasedDeduplication === 'true';
  if (given === undefined && !byContent) {
    throw invalidParameter(
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }
  return { groupId, deduplicationId: given ?? sha256(body) };
}

function checkId(parameter: string, value: string | undefined): void {
  if (value === undefined || GROUP_OR_DEDUPLICATION_ID.test(value)) return;
  const reason = `${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`;
  throw invalidValue(parameter, value, reason);
}

function checkText(text: string): void {
  if (ALLOWED_TEXT.test(text)) return;
  throw new AwsError(
    'InvalidMessageContents',
    'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
  );
}

function checkAttributes(attributes: MessageAttributes): void {
  const entries = Object.entries(attributes);
  if (entries.length > MAX_ATTRIBUTES) {
    throw invalidParameter(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [${MAX_ATTRIBUTES}].`,
    );
  }
  for (const [name, attribute] of entries) checkAttribute(name, attribute);
}

function checkAttribute(name: string, attribute: MessageAttribute): void {
  if (!ATTRIBUTE_NAME.test(name)) {
    throw invalidParameter(`Message (user) attribute name '${name}' is invalid.`);
  }
  const type = DATA_TYPE.exec(attribute.DataType)?.[1];
  if (!type) {
    throw invalidParameter(
      `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    );
  }
  const value = type === 'Binary' ? attribute.BinaryValue : attribute.StringValue;
  if (!value)
    throw invalidParameter(`Message (user) attribute '${name}' must contain a non-empty value of type '${type}'.`);
  if (type !== 'Binary') checkText(value);
  if (type === 'Number' && !Number.isFinite(Number(value))) {
    throw invalidParameter(`Could not cast message (user) attribute '${name}' value to number.`);
  }
}

/** Content-based deduplication takes the SHA-256 of the body, not of the attributes (SQS API reference, SendMessage). */
function sha256(body: string): string {
  return createHash('sha256').update(body, 'utf8').digest('hex');
}
