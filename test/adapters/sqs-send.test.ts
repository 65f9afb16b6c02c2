import { randomBytes } from 'node:crypto';
import {
  type BatchResultErrorEntry,
  SendMessageBatchCommand,
  type SendMessageBatchCommandInput,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { makeSqsDeadLetters } from '../../src/adapters/aws/sqs-dead-letters.ts';
import { batchesOf, messageBytes } from '../../src/adapters/aws/sqs-send.ts';
import { makeSqsKeeperPokes, makeSqsTaskQueue } from '../../src/adapters/aws/sqs-task-queue.ts';
import { MAX_MESSAGE_BYTES } from '../../src/codecs/queue-text.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { rejected, tooLate } from '../contracts/dead-letters-contract.ts';
import { LANE, WINDOW } from '../contracts/samples.ts';
import { envelopeIn } from '../support/dead-letter-messages.ts';
import { fc } from '../support/fast-check.ts';
import { intercept } from '../support/intercept.ts';

type Refuse = (id: string, call: number) => Omit<BatchResultErrorEntry, 'Id'> | undefined;

const FAILED = { Code: 'InternalError', Message: 'try again', SenderFault: false };

/** A queue that answers batches without a service: it refuses what `refuse` says, and keeps what it was sent. */
function scriptedQueue(refuse: Refuse = () => undefined) {
  const calls: SendMessageBatchCommandInput[] = [];
  const singles: unknown[] = [];
  const waits: number[] = [];
  const client = intercept(new SQSClient({ region: 'us-east-1' }), async ({ args: [command] }) => {
    if (command instanceof SendMessageCommand) return void singles.push(command.input);
    if (!(command instanceof SendMessageBatchCommand)) throw new Error('no such request in this script');
    calls.push(command.input);
    const Failed = (command.input.Entries ?? []).flatMap(({ Id = '' }) => {
      const failure = refuse(Id, calls.length);
      return failure ? [{ Id, ...failure }] : [];
    });
    return { Failed };
  });
  const clock: Clock = { nowMs: () => 1_700_000_000_000, after: async (delayMs) => void waits.push(delayMs) };
  return { deps: { client, clock, random: () => 0 }, calls, singles, waits };
}

const task = (partition: number) => ({ window: { ...WINDOW, partition }, late: false });
const tasks = (count: number) => Array.from({ length: count }, (_, partition) => task(partition));
const idsOf = (call: SendMessageBatchCommandInput | undefined) => call?.Entries?.map(({ Id }) => Id);

test('entries that failed are sent again alone, with back-off', async () => {
  const queue = scriptedQueue((id, call) =>
    (id === '3' && call < 4) || (id === '7' && call < 2) ? FAILED : undefined,
  );
  await makeSqsTaskQueue({ ...queue.deps, queueUrl: 'tasks' }).sendTasks(tasks(10), 0);
  expect(queue.calls.map(idsOf)).toEqual([
    ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    ['3', '7'],
    ['3'],
    ['3'],
  ]);
  expect(queue.waits).toEqual([50, 100, 200]);
});

test('after six attempts what is left fails as throttled', async () => {
  const queue = scriptedQueue(() => FAILED);
  const sent = makeSqsTaskQueue({ ...queue.deps, queueUrl: 'tasks' }).sendTasks(tasks(2), 0);
  await expect(sent).rejects.toMatchObject({
    name: 'RetryableError',
    throttled: true,
    message: '2 of 2 messages could not be sent in 6 attempts: InternalError try again',
  });
  expect(queue.calls).toHaveLength(6);
});

test('an entry that the queue will never take is not sent again, and is not swallowed', async () => {
  const queue = scriptedQueue((id) => (id === '1' ? { Code: 'InvalidMessageContents', SenderFault: true } : undefined));
  const sent = makeSqsTaskQueue({ ...queue.deps, queueUrl: 'tasks' }).sendTasks(tasks(2), 0);
  await expect(sent).rejects.toThrow('the queue refuses a message for good: InvalidMessageContents');
  expect(queue.calls).toHaveLength(1);
});

test('tasks carry their delay in seconds', async () => {
  const queue = scriptedQueue();
  await makeSqsTaskQueue({ ...queue.deps, queueUrl: 'tasks' }).sendTasks(tasks(11), 5_000);
  expect(queue.calls.map((call) => call.Entries?.map(({ DelaySeconds }) => DelaySeconds))).toEqual([
    Array(10).fill(5),
    [5],
  ]);
});

test('a poke goes to the one group, under an id that the service takes', async () => {
  const { deps, singles } = scriptedQueue();
  await makeSqsKeeperPokes({ client: deps.client, queueUrl: 'pokes' }).poke({ kind: 'crossed', id: 'Ä'.repeat(500) });
  expect(singles).toEqual([
    {
      QueueUrl: 'pokes',
      MessageBody: `{"kind":"crossed","id":"${'Ä'.repeat(500)}"}`,
      MessageGroupId: 'keeper',
      MessageDeduplicationId: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  ]);
});

test('batches keep to ten messages and to the limit of a call, and lose nothing', () => {
  const sizes = fc.array(fc.oneof(fc.nat({ max: 2_000 }), fc.integer({ min: 100_000, max: MAX_MESSAGE_BYTES })), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(sizes, (bytes) => {
      const messages = bytes.map((length) => ({ body: 'x'.repeat(length) }));
      const batches = batchesOf(messages);
      expect(batches.flat()).toEqual(messages);
      for (const batch of batches) {
        expect(batch.length).toBeGreaterThan(0);
        expect(batch.length).toBeLessThanOrEqual(10);
        expect(batch.reduce((sum, message) => sum + messageBytes(message), 0)).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
      }
    }),
    { numRuns: 30 },
  );
});

const DEAD_LETTERS = { pipeline: 'flights', retryQueueUrl: 'retry', lateQueueUrl: 'late' };

test('an envelope names everything that a redrive or a filter needs', async () => {
  const { deps, calls } = scriptedQueue();
  const deadLetters = makeSqsDeadLetters({ ...deps, ...DEAD_LETTERS, codeVersion: '1.2.3' });
  await deadLetters.sendRejected([rejected(1)]);
  await deadLetters.sendTooLate([tooLate(2)]);
  const [retry, late] = calls.map((call) => call.Entries?.[0]);
  expect(envelopeIn({ Body: retry?.MessageBody })).toEqual({
    version: 1,
    kind: 'rejected',
    pipeline: 'flights',
    stream: { name: LANE.streamName, createdMs: LANE.streamCreatedMs },
    shardId: LANE.shardId,
    position: rejected(1).position,
    sequenceNumber: rejected(1).record.sequenceNumber,
    partitionKey: 'key-1',
    arrivalMs: 1_700_000_000_001,
    firstFailedMs: 1_700_000_000_000,
    codeVersion: '1.2.3',
    reason: 'UNDECODABLE',
    message: 'not JSON: record 1',
    payloadEncoding: 'base64',
    payload: Buffer.from('{"broken": 1').toString('base64'),
  });
  expect(retry?.MessageAttributes).toEqual({
    kind: { DataType: 'String', StringValue: 'rejected' },
    reason: { DataType: 'String', StringValue: 'UNDECODABLE' },
    pipeline: { DataType: 'String', StringValue: 'flights' },
  });
  expect(envelopeIn({ Body: late?.MessageBody })).toMatchObject({
    kind: 'tooLate',
    eventTimeMs: 978_307_200_002,
    windows: tooLate(2).windows,
  });
  expect(late?.MessageAttributes?.reason?.StringValue).toBe('TOO_LATE');
  expect(calls.map(({ QueueUrl }) => QueueUrl)).toEqual(['retry', 'late']);
});

test('a record that fits no message is sent as the place in the stream to read it from', async () => {
  const { deps, calls } = scriptedQueue();
  const deadLetters = makeSqsDeadLetters({ ...deps, ...DEAD_LETTERS });
  const noise = randomBytes(900_000);
  await deadLetters.sendRejected([rejected(1, noise), { ...rejected(2, noise), message: 'm'.repeat(2_000_000) }]);
  for (const { MessageBody } of calls.flatMap((call) => call.Entries ?? [])) {
    const envelope = envelopeIn({ Body: MessageBody });
    expect(envelope).toMatchObject({
      payloadRef: { streamName: LANE.streamName, shardId: LANE.shardId, sequenceNumber: envelope.sequenceNumber },
    });
    expect(envelope).not.toHaveProperty('payload');
  }
  expect(calls.flatMap((call) => call.Entries ?? [])).toHaveLength(2);
});

test.each([700_000, 770_000, 785_000, 786_300, 786_400])(
  'a record of %i bytes goes into a message that the queue takes',
  async (length) => {
    const { deps, calls } = scriptedQueue();
    await makeSqsDeadLetters({ ...deps, ...DEAD_LETTERS }).sendRejected([rejected(1, randomBytes(length))]);
    const [entry] = calls[0]?.Entries ?? [];
    const attributes = { kind: 'rejected', reason: 'UNDECODABLE', pipeline: 'flights' };
    expect(messageBytes({ body: entry?.MessageBody ?? '', attributes })).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
  },
);
