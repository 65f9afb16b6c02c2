import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { z } from 'zod';
import { DeployError } from '../deploy-error.ts';
import { boolean, integer, TAGS } from '../property.ts';
import { findQueueUrl } from '../queue-url.ts';
import { resourceType } from '../resource-type.ts';

const MAX_NAME = 80;
const FIFO = '.fifo';

/** AWS::SQS::Queue. A queue that exists keeps its messages; its attributes follow the template. */
export const queue = resourceType({
  applied: z.strictObject({
    QueueName: z.string().optional(),
    FifoQueue: boolean.optional(),
    ContentBasedDeduplication: boolean.optional(),
    DelaySeconds: integer.optional(),
    MaximumMessageSize: integer.optional(),
    MessageRetentionPeriod: integer.optional(),
    ReceiveMessageWaitTimeSeconds: integer.optional(),
    VisibilityTimeout: integer.optional(),
    RedrivePolicy: z.strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: integer }).optional(),
    RedriveAllowPolicy: z
      .strictObject({
        redrivePermission: z.enum(['allowAll', 'denyAll', 'byQueue']),
        sourceQueueArns: z.array(z.string()).optional(),
      })
      .optional(),
  }),
  withoutEffect: {
    ...TAGS,
    SqsManagedSseEnabled: 'nothing is encrypted locally',
    KmsMasterKeyId: 'nothing is encrypted locally',
    KmsDataKeyReusePeriodSeconds: 'nothing is encrypted locally',
  },
  async deploy({ QueueName, FifoQueue, ...properties }, { clients: { sqs }, name }) {
    const fifo = FifoQueue ?? false;
    const queueName = QueueName ?? `${name(undefined, MAX_NAME - FIFO.length)}${fifo ? FIFO : ''}`;
    const attributes = Object.fromEntries(
      Object.entries(properties)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => [key, typeof value === 'object' ? JSON.stringify(value) : String(value)]),
    );
    const existing = await findQueueUrl(sqs, queueName);
    if (existing !== undefined) {
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl: existing, Attributes: attributes }));
    } else {
      const all = fifo ? { ...attributes, FifoQueue: 'true' } : attributes;
      await sqs.send(new CreateQueueCommand({ QueueName: queueName, Attributes: all }));
    }
    const queueUrl = await findQueueUrl(sqs, queueName);
    if (queueUrl === undefined) throw new DeployError(`queue ${queueName} was not created`);
    return {
      ref: queueUrl,
      attributes: { Arn: await arnOf(sqs, queueUrl), QueueName: queueName, QueueUrl: queueUrl },
    };
  },
});

async function arnOf(sqs: SQSClient, queueUrl: string): Promise<string> {
  const answer = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] }));
  if (answer.Attributes?.QueueArn === undefined) throw new DeployError(`queue ${queueUrl} has no ARN`);
  return answer.Attributes.QueueArn;
}
