import type { JsonObject, Operations } from '../gateway/service.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { Deduplication } from './deduplication.ts';
import { unknownAttribute } from './errors.ts';
import { inputs, parse } from './inputs.ts';
import type { Queue } from './queue.ts';
import type { Queues } from './queues.ts';

export interface QueueOperationsDeps {
  readonly queues: Queues;
  readonly deadLetters: DeadLetters;
  readonly deduplication: Deduplication;
  /** The address under which callers find a queue. */
  readonly urlOf: (queue: Queue) => string;
}

/** Attributes that are there but change by themselves or never; those a queue may lack are not unknown either. */
const OPTIONAL_ATTRIBUTES = [
  'All',
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'FifoQueue',
  'FifoThroughputLimit',
  'KmsDataKeyReusePeriodSeconds',
  'KmsMasterKeyId',
  'Policy',
  'RedriveAllowPolicy',
  'RedrivePolicy',
];

/** Operations on queues as such. */
export function queueOperations({ queues, deadLetters, deduplication, urlOf }: QueueOperationsDeps): Operations {
  const find = (input: JsonObject) => queues.byUrl(parse(inputs.ofQueue, input).QueueUrl);
  return {
    CreateQueue(input) {
      const { QueueName, Attributes, tags } = parse(inputs.createQueue, input);
      return { QueueUrl: urlOf(queues.create(QueueName, Attributes, tags)) };
    },
    DeleteQueue(input) {
      const queue = find(input);
      queues.delete(queue);
      deduplication.forget(queue);
      return undefined;
    },
    GetQueueAttributes(input) {
      const { QueueUrl, AttributeNames } = parse(inputs.getQueueAttributes, input);
      const Attributes = attributesOf(queues.byUrl(QueueUrl), AttributeNames);
      return Object.keys(Attributes).length === 0 ? {} : { Attributes };
    },
    GetQueueUrl: (input) => ({ QueueUrl: urlOf(queues.get(parse(inputs.getQueueUrl, input).QueueName)) }),
    ListDeadLetterSourceQueues: (input) => ({ queueUrls: deadLetters.sourcesOf(find(input)).map(urlOf) }),
    ListQueues(input) {
      const { QueueNamePrefix, MaxResults, NextToken = '' } = parse(inputs.listQueues, input);
      const after = Buffer.from(NextToken, 'base64').toString('utf8');
      const all = queues.all().filter(({ definition: { name } }) => name.startsWith(QueueNamePrefix) && name > after);
      const page = all.slice(0, MaxResults ?? 1_000);
      const last = page.at(-1);
      const more = MaxResults !== undefined && last && all.length > page.length;
      return {
        ...(page.length === 0 ? {} : { QueueUrls: page.map(urlOf) }),
        ...(more ? { NextToken: Buffer.from(last.definition.name).toString('base64') } : {}),
      };
    },
    ListQueueTags(input) {
      const { tags } = find(input).definition;
      return Object.keys(tags).length === 0 ? {} : { Tags: tags };
    },
    PurgeQueue(input) {
      const queue = find(input);
      queues.purge(queue);
      deduplication.forget(queue);
      return undefined;
    },
    SetQueueAttributes(input) {
      const { QueueUrl, Attributes } = parse(inputs.setQueueAttributes, input);
      queues.setAttributes(queues.byUrl(QueueUrl), Attributes);
      return undefined;
    },
    TagQueue(input) {
      const { QueueUrl, Tags } = parse(inputs.tagQueue, input);
      const queue = queues.byUrl(QueueUrl);
      queues.setTags(queue, { ...queue.definition.tags, ...Tags });
      return undefined;
    },
    UntagQueue(input) {
      const { QueueUrl, TagKeys } = parse(inputs.untagQueue, input);
      const queue = queues.byUrl(QueueUrl);
      const kept = Object.entries(queue.definition.tags).filter(([key]) => !TagKeys.includes(key));
      queues.setTags(queue, Object.fromEntries(kept));
      return undefined;
    },
  };
}

function attributesOf(queue: Queue, names: readonly string[]): Record<string, string> {
  const { definition } = queue;
  const { visible, inFlight, delayed } = queue.counts();
  const all: Record<string, string> = {
    ...definition.attributes,
    QueueArn: definition.arn,
    CreatedTimestamp: String(definition.createdMs / 1_000),
    LastModifiedTimestamp: String(definition.modifiedMs / 1_000),
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
  };
  const unknown = names.find((name) => !Object.hasOwn(all, name) && !OPTIONAL_ATTRIBUTES.includes(name));
  if (unknown !== undefined) throw unknownAttribute(unknown);
  if (names.includes('All')) return all;
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
}
