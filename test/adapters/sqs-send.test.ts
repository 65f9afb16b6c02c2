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
import { makeMemoryArchive } from '../../src/adapters/memory/memory-archive.ts';
import { withGlueHeader } from '../../src/codecs/glue-header.ts';
import { MAX_MESSAGE_BYTES } from '../../src/codecs/queue-text.ts';
import { encodePosition, LAST_IN_RECORD } from '../../src/engine/position.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { RetryableError } from '../../src/ports/errors.ts';
import { rejected, tooLate } from '../contracts/dead-letters-contract.ts';
import { LANE, WINDOW } from '../contracts/samples.ts';
import { letterIn } from '../support/dead-letter-messages.ts';
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

test('an entry that the queue refuses for a moment is sent again, whoever it says is at fault', async () => {
  const queue = scriptedQueue((id, call) =>
    id === '1' && call <= 1 ? { Code: 'KMS.ThrottlingException', SenderFault: true } : undefined,
  );
  await makeSqsTaskQueue({ ...queue.deps, queueUrl: 'tasks' }).sendTasks(tasks(2), 0);
  expect(queue.calls).toHaveLength(2);
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

const deadLettersOf = (
  deps: ReturnType<typeof scriptedQueue>['deps'],
  archive = makeMemoryArchive(),
  codeVersion?: string,
) =>
  makeSqsDeadLetters({
    ...deps,
    archive,
    codeVersion,
    pipeline: 'flights',
    retryQueueUrl: 'retry',
    lateQueueUrl: 'late',
    nonce: () => 'nonce',
  });

test('a letter names everything that a redrive or a filter needs', async () => {
  const { deps, calls } = scriptedQueue();
  const deadLetters = deadLettersOf(deps, makeMemoryArchive(), '1.2.3');
  await deadLetters.sendRejected([rejected(1)]);
  await deadLetters.sendTooLate([tooLate(2)]);
  const [retry, late] = calls.map((call) => call.Entries?.[0]);
  const head = { version: 1, id: 'nonce', pipeline: 'flights', codeVersion: '1.2.3', shardId: LANE.shardId };
  const stream = { name: LANE.streamName, createdMs: LANE.streamCreatedMs };
  expect(letterIn({ Body: retry?.MessageBody })).toEqual({
    ...head,
    stream,
    kind: 'rejected',
    position: rejected(1).position,
    sequenceNumber: rejected(1).record.sequenceNumber,
    partitionKey: 'key-1',
    arrivalMs: 1_700_000_000_001,
    attempts: 1,
    firstFailedMs: 1_700_000_100_001,
    lastFailedMs: 1_700_000_000_000,
    reason: 'UNDECODABLE',
    message: 'not JSON: record 1',
    payload: Buffer.from('{"broken": 1').toString('base64'),
  });
  expect(retry?.MessageAttributes).toEqual({
    kind: { DataType: 'String', StringValue: 'rejected' },
    reason: { DataType: 'String', StringValue: 'UNDECODABLE' },
    pipeline: { DataType: 'String', StringValue: 'flights' },
  });
  expect(letterIn({ Body: late?.MessageBody })).toMatchObject({
    kind: 'tooLate',
    attempts: 1,
    firstFailedMs: 1_700_000_000_000,
    eventTimeMs: 978_307_200_002,
    windows: tooLate(2).windows,
  });
  expect(late?.MessageAttributes?.reason?.StringValue).toBe('TOO_LATE');
  expect(calls.map(({ QueueUrl }) => QueueUrl)).toEqual(['retry', 'late']);
});

test('a letter is filtered as STATE_EXPIRED where the state of all its windows has expired', async () => {
  const { deps, calls } = scriptedQueue();
  const windows = [{ aggregation: 'hourly', windowStartMs: 0, reason: 'STATE_EXPIRED' as const }];
  await deadLettersOf(deps).sendTooLate([{ ...tooLate(1), windows }]);
  expect(calls[0]?.Entries?.[0]?.MessageAttributes?.reason?.StringValue).toBe('STATE_EXPIRED');
});

test('what fits no message is in the archive before the letter that points to it is sent', async () => {
  const { deps, calls } = scriptedQueue();
  const archive = makeMemoryArchive();
  const noise = randomBytes(900_000);
  await deadLettersOf(deps, archive).sendRejected([rejected(1, noise), rejected(2)]);
  const [large, small] = calls
    .flatMap((call) => call.Entries ?? [])
    .map(({ MessageBody }) => letterIn({ Body: MessageBody }));
  const archived = large && 'archived' in large ? large.archived : undefined;
  expect(large).not.toHaveProperty('payload');
  expect(archived).toMatchObject({ bytes: 900_000, key: archive.keys[0] });
  expect(archived && (await archive.get(archived))).toEqual(Uint8Array.from(noise));
  expect(small).toHaveProperty('payload');
  expect(archive.keys).toHaveLength(1);
});

test('the same record goes to the same place, other bytes of the same position to another', async () => {
  const archive = makeMemoryArchive();
  const whole = { ...rejected(1, randomBytes(900_000)), position: encodePosition('1234', LAST_IN_RECORD) };
  const event = { ...rejected(1, randomBytes(800_000)), position: whole.position };
  for (const each of [whole, event, whole]) await deadLettersOf(scriptedQueue().deps, archive).sendRejected([each]);
  const place = `letters/${LANE.streamName}-${LANE.streamCreatedMs}/${LANE.shardId}/0041234-9999999-`;
  expect(archive.keys).toHaveLength(2);
  for (const key of archive.keys) expect(key).toMatch(new RegExp(`^${place}[0-9a-f]{16}$`));
});

test('nothing is sent where the archive does not take what is too large', async () => {
  const { deps, calls } = scriptedQueue();
  const archive = makeMemoryArchive({
    fault: () => {
      throw new RetryableError('slow down');
    },
  });
  const sent = deadLettersOf(deps, archive).sendRejected([rejected(1), rejected(2, randomBytes(900_000))]);
  await expect(sent).rejects.toThrow(RetryableError);
  expect(calls).toEqual([]);
});

test('a message for a person is cut, so that it cannot crowd out the record', async () => {
  const { deps, calls } = scriptedQueue();
  await deadLettersOf(deps).sendRejected([{ ...rejected(1), message: 'm'.repeat(2_000_000) }]);
  expect(letterIn({ Body: calls[0]?.Entries?.[0]?.MessageBody })).toMatchObject({ message: 'm'.repeat(2_000) });
});

test('the version of the schema is named where the payload has the header of the registry, whole', async () => {
  const { deps, calls } = scriptedQueue();
  const versionId = '0f8fad5b-d9cb-469f-a165-70867728950e';
  const payload = withGlueHeader(versionId, Buffer.from('payload'), 'none');
  await deadLettersOf(deps).sendRejected([
    rejected(1, payload),
    rejected(2, payload.subarray(0, 17)),
    rejected(3, Buffer.from(payload).fill(9, 1, 2)),
    rejected(4, '{}'),
    rejected(5, ''),
  ]);
  const letters = calls.flatMap((call) => call.Entries ?? []).map(({ MessageBody }) => letterIn({ Body: MessageBody }));
  expect(letters.map(({ schemaVersionId }) => schemaVersionId)).toEqual([versionId, ...Array(4).fill(undefined)]);
});

test.each([700_000, 770_000, 785_000, 785_900, 786_300, 786_400])(
  'a record of %i bytes goes into a message that the queue takes',
  async (length) => {
    const { deps, calls } = scriptedQueue();
    await deadLettersOf(deps).sendRejected([rejected(1, randomBytes(length))]);
    const [entry] = calls[0]?.Entries ?? [];
    const attributes = { kind: 'rejected', reason: 'UNDECODABLE', pipeline: 'flights' };
    expect(messageBytes({ body: entry?.MessageBody ?? '', attributes })).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
  },
);
