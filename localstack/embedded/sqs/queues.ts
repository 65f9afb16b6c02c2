import { changeAttributes, checkQueueName, defaultAttributes, type QueueAttributes } from './attributes.ts';
import { invalidValue, queueDoesNotExist, queueNameExists, sqsError } from './errors.ts';
import { makeQueue, type Queue } from './queue.ts';
import type { QueueStore } from './queue-store.ts';
import { allowsRedriveFrom, parseRedriveAllowPolicy, parseRedrivePolicy } from './redrive-policy.ts';

export interface QueuesDeps {
  readonly store: QueueStore;
  readonly clock: () => number;
  readonly accountId: string;
  readonly region: string;
}

/** All queues of the account. */
export interface Queues {
  /** Creates a queue, or finds it where it exists with the same attributes. @throws AwsError */
  create(name: string, attributes: QueueAttributes, tags: Readonly<Record<string, string>>): Queue;
  /** @throws AwsError QueueDoesNotExist */
  get(name: string): Queue;
  /** By URL: its last part is the name, whatever the host. A bare name is taken too, as by SQS. @throws AwsError */
  byUrl(url: string): Queue;
  byArn(arn: string): Queue | undefined;
  all(): Queue[];
  setAttributes(queue: Queue, changes: QueueAttributes): void;
  setTags(queue: Queue, tags: Readonly<Record<string, string>>): void;
  delete(queue: Queue): void;
  purge(queue: Queue): void;
}

/** SQS allows one purge of a queue in this time. */
const PURGE_INTERVAL_MS = 60_000;

export function makeQueues({ store, clock, accountId, region }: QueuesDeps): Queues {
  const byName = new Map<string, Queue>();
  const purgedAtMs = new Map<Queue, number>();
  const messages = store.load();
  for (const definition of store.definitions()) {
    byName.set(definition.name, makeQueue(definition, messages.get(definition.name) ?? [], { store, clock }));
  }

  const get = (name: string): Queue => {
    const queue = byName.get(name);
    if (queue) return queue;
    throw queueDoesNotExist();
  };
  const byArn = (arn: string) => [...byName.values()].find((queue) => queue.definition.arn === arn);
  const seconds = () => Math.floor(clock() / 1_000) * 1_000;

  /** A dead-letter queue exists, is of the same type, and allows it. */
  const checkPolicies = (arn: string, attributes: QueueAttributes, changes: QueueAttributes) => {
    if (changes.RedriveAllowPolicy) parseRedriveAllowPolicy(changes.RedriveAllowPolicy);
    const policy = changes.RedrivePolicy;
    if (!policy) return;
    const target = byArn(parseRedrivePolicy(policy).deadLetterTargetArn);
    if (!target) throw invalidValue('RedrivePolicy', policy, 'Dead letter target does not exist.');
    if (target.fifo !== (attributes.FifoQueue === 'true')) {
      throw invalidValue('RedrivePolicy', policy, 'Dead-letter queue must be same type of queue as the source.');
    }
    if (!allowsRedriveFrom(arn, target.definition.attributes.RedriveAllowPolicy)) {
      throw invalidValue('RedrivePolicy', policy, 'The dead-letter queue does not allow this queue as its source.');
    }
  };

  return {
    create(name, attributes, tags) {
      const existing = byName.get(name);
      if (existing) {
        const current = existing.definition.attributes;
        const different = Object.entries(attributes).find(([attribute, value]) => (current[attribute] ?? '') !== value);
        if (different) throw queueNameExists(different[0]);
        return existing;
      }
      const fifo = attributes.FifoQueue === 'true';
      checkQueueName(name, fifo);
      const arn = `arn:aws:sqs:${region}:${accountId}:${name}`;
      const all = changeAttributes(defaultAttributes(fifo), attributes);
      checkPolicies(arn, all, attributes);
      const definition = { name, arn, attributes: all, tags, createdMs: seconds(), modifiedMs: seconds() };
      store.saveDefinition(definition);
      const queue = makeQueue(definition, [], { store, clock });
      byName.set(name, queue);
      return queue;
    },
    get,
    byUrl: (url) => get(url.slice(url.lastIndexOf('/') + 1)),
    byArn,
    all: () => [...byName.values()].sort((a, b) => (a.definition.name < b.definition.name ? -1 : 1)),
    setAttributes(queue, changes) {
      const { definition } = queue;
      const attributes = changeAttributes(definition.attributes, changes);
      checkPolicies(definition.arn, attributes, changes);
      queue.define({ ...definition, attributes, modifiedMs: seconds() });
    },
    setTags: (queue, tags) => queue.define({ ...queue.definition, tags }),
    delete(queue) {
      for (const message of [...queue.messages()]) queue.remove(message);
      store.removeDefinition(queue.definition.name);
      byName.delete(queue.definition.name);
    },
    purge(queue) {
      const last = purgedAtMs.get(queue);
      if (last !== undefined && clock() - last < PURGE_INTERVAL_MS) {
        const message = `Only one PurgeQueue operation on ${queue.definition.name} is allowed every 60 seconds.`;
        throw sqsError('PurgeQueueInProgress', message, 'PurgeQueueInProgress', 403);
      }
      purgedAtMs.set(queue, clock());
      for (const message of [...queue.messages()]) queue.remove(message);
    },
  };
}
