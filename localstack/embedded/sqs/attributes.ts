import { invalidAttributeValue, invalidParameter, unknownAttribute } from './errors.ts';

/** A queue's attributes as its owner sets them: every value is a string, as in the API. */
export type QueueAttributes = Readonly<Record<string, string>>;

const BOOLEAN = ['true', 'false'];

/** Attributes that every queue has: default, and the least and greatest value (SQS API reference, CreateQueue). */
const NUMBERS: Readonly<Record<string, { readonly initial: number; readonly min: number; readonly max: number }>> = {
  DelaySeconds: { initial: 0, min: 0, max: 900 },
  MaximumMessageSize: { initial: 1_048_576, min: 1_024, max: 1_048_576 },
  MessageRetentionPeriod: { initial: 345_600, min: 60, max: 1_209_600 },
  ReceiveMessageWaitTimeSeconds: { initial: 0, min: 0, max: 20 },
  VisibilityTimeout: { initial: 30, min: 0, max: 43_200 },
};

const FIFO_CHOICES: Readonly<Record<string, readonly string[]>> = {
  ContentBasedDeduplication: BOOLEAN,
  DeduplicationScope: ['queue', 'messageGroup'],
  FifoThroughputLimit: ['perQueue', 'perMessageGroupId'],
};

const FIFO_DEFAULTS: QueueAttributes = {
  ContentBasedDeduplication: 'false',
  DeduplicationScope: 'queue',
  FifoThroughputLimit: 'perQueue',
};

/** Kept and shown; nothing is encrypted and nobody is refused locally. */
const KEPT = ['KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds', 'SqsManagedSseEnabled', 'Policy'];
const POLICIES = ['RedrivePolicy', 'RedriveAllowPolicy'];
/** An empty value removes these. */
const REMOVABLE = [...KEPT, ...POLICIES];

export function defaultAttributes(fifo: boolean): QueueAttributes {
  const numbers = Object.entries(NUMBERS).map(([name, { initial }]) => [name, String(initial)]);
  return {
    ...Object.fromEntries(numbers),
    SqsManagedSseEnabled: 'true',
    ...(fifo ? { FifoQueue: 'true', ...FIFO_DEFAULTS } : {}),
  };
}

/** Applies changes to a queue's attributes. @throws AwsError for an unknown attribute or a value out of its range */
export function changeAttributes(attributes: QueueAttributes, changes: QueueAttributes): QueueAttributes {
  const fifo = attributes.FifoQueue === 'true';
  const changed: Record<string, string> = { ...attributes };
  for (const [name, value] of Object.entries(changes)) {
    checkAttribute(name, value, fifo);
    if (value === '' && REMOVABLE.includes(name)) delete changed[name];
    else changed[name] = value;
  }
  if (changes.KmsMasterKeyId) changed.SqsManagedSseEnabled = 'false';
  return changed;
}

export function numberAttribute(attributes: QueueAttributes, name: string): number {
  return Number(attributes[name] ?? NUMBERS[name]?.initial);
}

function checkAttribute(name: string, value: string, fifo: boolean): void {
  const range = NUMBERS[name];
  if (range) {
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= range.min && number <= range.max) return;
    throw invalidAttributeValue(name, `Must be an integer from ${range.min} to ${range.max}.`);
  }
  if (KEPT.includes(name) || POLICIES.includes(name)) return;
  if (name === 'FifoQueue' && fifo) {
    if (value === 'true') return;
    throw invalidAttributeValue(name, 'Modifying queue type is not supported.');
  }
  const choices = fifo ? FIFO_CHOICES[name] : undefined;
  if (!choices) throw unknownAttribute(name);
  if (!choices.includes(value)) throw invalidAttributeValue(name, `Must be one of ${choices.join(', ')}.`);
}

const NAME = /^[\w-]{1,80}$/;
const FIFO_NAME = /^[\w-]{1,75}\.fifo$/;

/** @throws AwsError where the name does not suit the type of queue */
export function checkQueueName(name: string, fifo: boolean): void {
  if ((fifo ? FIFO_NAME : NAME).test(name)) return;
  throw invalidParameter(
    fifo
      ? 'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.'
      : 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
  );
}
