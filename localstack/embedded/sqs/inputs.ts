import { z } from 'zod';
import { AwsError } from '../gateway/aws-error.ts';
import type { JsonObject } from '../gateway/service.ts';
import { invalidValue, missingParameter } from './errors.ts';

/** The shapes of SQS's requests. Ranges and formats are checked where they are used. */

const strings = z.array(z.string());
const stringMap = z.record(z.string(), z.string());
const attributes = z.record(
  z.string(),
  z.object({ DataType: z.string(), StringValue: z.string().optional(), BinaryValue: z.string().optional() }),
);

const ofQueue = z.object({ QueueUrl: z.string() });
const message = z.object({
  MessageBody: z.string().optional(),
  DelaySeconds: z.number().optional(),
  MessageAttributes: attributes.optional(),
  MessageSystemAttributes: attributes.optional(),
  MessageGroupId: z.string().optional(),
  MessageDeduplicationId: z.string().optional(),
});
const receipt = z.object({ ReceiptHandle: z.string() });
const visibility = receipt.extend({ VisibilityTimeout: z.number() });
const entry = z.object({ Id: z.string() });
const batchOf = <T extends z.ZodType>(entries: T) => ofQueue.extend({ Entries: z.array(entries) });

export const inputs = {
  cancelMessageMoveTask: z.object({ TaskHandle: z.string() }),
  changeMessageVisibility: ofQueue.extend(visibility.shape),
  changeMessageVisibilityBatch: batchOf(entry.extend(visibility.shape)),
  createQueue: z.object({ QueueName: z.string(), Attributes: stringMap.default({}), tags: stringMap.default({}) }),
  deleteMessage: ofQueue.extend(receipt.shape),
  deleteMessageBatch: batchOf(entry.extend(receipt.shape)),
  getQueueAttributes: ofQueue.extend({ AttributeNames: strings.default([]) }),
  getQueueUrl: z.object({ QueueName: z.string() }),
  listDeadLetterSourceQueues: ofQueue,
  listMessageMoveTasks: z.object({ SourceArn: z.string(), MaxResults: z.number().optional() }),
  listQueues: z.object({
    QueueNamePrefix: z.string().default(''),
    MaxResults: z.int().min(1).max(1_000).optional(),
    NextToken: z.string().optional(),
  }),
  ofQueue,
  receiveMessage: ofQueue.extend({
    MaxNumberOfMessages: z.number().optional(),
    VisibilityTimeout: z.number().optional(),
    WaitTimeSeconds: z.number().optional(),
    AttributeNames: strings.optional(),
    MessageSystemAttributeNames: strings.optional(),
    MessageAttributeNames: strings.optional(),
  }),
  sendMessage: ofQueue.extend(message.shape),
  sendMessageBatch: batchOf(entry.extend(message.shape)),
  setQueueAttributes: ofQueue.extend({ Attributes: stringMap }),
  startMessageMoveTask: z.object({
    SourceArn: z.string(),
    DestinationArn: z.string().optional(),
    MaxNumberOfMessagesPerSecond: z.number().optional(),
  }),
  tagQueue: ofQueue.extend({ Tags: stringMap }),
  untagQueue: ofQueue.extend({ TagKeys: strings }),
};

/** @throws AwsError MissingParameter, InvalidParameterValue */
export function parse<T>(schema: z.ZodType<T>, input: JsonObject): T {
  // Only so does an issue tell a value of another type from none.
  const result = schema.safeParse(input, { reportInput: true });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const parameter = issue?.path.join('.') ?? 'input';
  if (issue?.code === 'invalid_type' && issue.input === undefined) throw missingParameter(parameter);
  throw new AwsError('SerializationException', `${parameter}: ${issue?.message}`);
}

/** @throws AwsError InvalidParameterValue unless it is an integer in this range */
export function within(
  parameter: string,
  value: number,
  min: number,
  max: number,
  reason = `Must be between ${min} and ${max}, if provided.`,
): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw invalidValue(parameter, value, reason);
}
