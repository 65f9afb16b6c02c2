import {
  ChangeMessageVisibilityCommand,
  type ChangeMessageVisibilityCommandInput,
  DeleteMessageCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SendMessageCommand,
  type SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { sqsClient } from './client.ts';
import { HeldQueue } from './held-queue.ts';
import { SimSqs } from './sim-sqs.ts';

const STANDARD = 'https://sqs.sim/tasks';
const FIFO = 'https://sqs.sim/pokes.fifo';
const NOWHERE = 'https://sqs.sim/nowhere';
const MAX_BYTES = 1_048_576;

const entry = (Id: string, more: Partial<SendMessageBatchRequestEntry> = {}) => ({
  Id,
  MessageBody: `body of ${Id}`,
  ...more,
});
const text = (StringValue: string) => ({ DataType: 'String', StringValue });

function start(isRefused?: () => boolean) {
  const [standard, fifo] = [new HeldQueue(), new HeldQueue()];
  const queues = new Map([
    [STANDARD, standard],
    [FIFO, fifo],
  ]);
  const sim = new SimSqs({ queues, nowMs: () => fifo.nowMs, ...(isRefused && { isRefused }) });
  const client = sqsClient(async (command) => sim.execute(command));
  const send = (input: Partial<SendMessageCommandInput>) =>
    client.send(new SendMessageCommand({ QueueUrl: STANDARD, MessageBody: 'body', ...input }));
  const sendBatch = (Entries: SendMessageBatchRequestEntry[], QueueUrl = STANDARD) =>
    client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  const poke = (id: string, group = 'keeper') =>
    send({ QueueUrl: FIFO, MessageGroupId: group, MessageDeduplicationId: id });
  return { sim, client, standard, fifo, send, sendBatch, poke };
}

describe('a message to the simulated SQS', () => {
  it('is sent with its delay and attributes, under an id of its own', async () => {
    const { send, standard } = start();
    const attributes = { kind: text('rejected'), 'a.b-c_d': text('ü') };
    const first = await send({ MessageBody: 'one', DelaySeconds: 900, MessageAttributes: attributes });
    const second = await send({ MessageBody: 'two', MessageGroupId: 'fair' });
    expect(first.MessageId).not.toBe(second.MessageId);
    expect(standard.messages).toMatchObject([
      { body: 'one', attributes: { kind: 'rejected', 'a.b-c_d': 'ü' }, visibleMs: standard.nowMs + 900_000 },
      { body: 'two', attributes: {}, visibleMs: standard.nowMs },
    ]);
  });

  it('may be as large as a mebibyte, attributes included', async () => {
    const { send, standard } = start();
    // Name, type and value count.
    const MessageAttributes = { a: text('ü') };
    const room = MAX_BYTES - 1 - 6 - 2;
    await send({ MessageBody: 'x'.repeat(room), MessageAttributes });
    expect(standard.messages).toHaveLength(1);
    const larger = send({ MessageBody: 'x'.repeat(room + 1), MessageAttributes });
    await expect(larger).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    expect(standard.messages).toHaveLength(1);
  });

  const tooMany = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`a${index}`, text('x')]));
  it.each<[string, Partial<SendMessageCommandInput>, string]>([
    ['no such queue', { QueueUrl: NOWHERE }, 'QueueDoesNotExist'],
    ['no queue', { QueueUrl: undefined }, 'QueueDoesNotExist'],
    ['no body', { MessageBody: '' }, 'MissingParameter'],
    ['a control character', { MessageBody: 'a\u0000' }, 'InvalidMessageContents'],
    ['a noncharacter', { MessageBody: 'a\uffff' }, 'InvalidMessageContents'],
    ['half a character', { MessageBody: 'a\ud800' }, 'InvalidMessageContents'],
    ['a control character in an attribute', { MessageAttributes: { a: text('\u0001') } }, 'InvalidMessageContents'],
    ['an empty attribute', { MessageAttributes: { a: text('') } }, 'InvalidParameterValue'],
    ['a wrong name of an attribute', { MessageAttributes: { 'a b': text('x') } }, 'InvalidParameterValue'],
    ["an attribute named like one of AWS's", { MessageAttributes: { 'aws.x': text('x') } }, 'InvalidParameterValue'],
    ['eleven attributes', { MessageAttributes: tooMany }, 'InvalidParameterValue'],
    ['a delay below 0', { DelaySeconds: -1 }, 'InvalidParameterValue'],
    ['a delay of part of a second', { DelaySeconds: 1.5 }, 'InvalidParameterValue'],
    ['a delay above 15 min', { DelaySeconds: 901 }, 'InvalidParameterValue'],
    ['a deduplication id', { MessageDeduplicationId: 'x' }, 'InvalidParameterValue'],
  ])('is refused with %s', async (_what, input, name) => {
    const { send, standard } = start();
    await expect(send(input)).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
    expect(standard.messages).toEqual([]);
  });

  it('may hold every character that is allowed', async () => {
    const MessageBody = '\t\n\r ~\u007f\u0085\ud7ff\ue000\ufffd👍';
    const { send, standard } = start();
    await send({ MessageBody });
    expect(standard.messages).toMatchObject([{ body: MessageBody }]);
  });
});

describe('a FIFO queue of the simulated SQS', () => {
  it('takes one message of an id within five minutes, and tells its id again', async () => {
    const { poke, fifo } = start();
    const first = await poke('a');
    fifo.nowMs += 1_000;
    await poke('b');
    fifo.take();
    fifo.nowMs += 298_999;
    expect((await poke('a', 'another')).MessageId).toBe(first.MessageId);
    expect(fifo.messages).toEqual([]);
    fifo.nowMs += 1;
    const again = await poke('a');
    expect(again.MessageId).not.toBe(first.MessageId);
    expect(fifo.messages).toHaveLength(1);
    await poke('a');
    await poke('b');
    expect(fifo.messages).toHaveLength(1);
  });

  it.each<[string, Partial<SendMessageCommandInput>, string]>([
    ['no group', { MessageGroupId: undefined }, 'MissingParameter'],
    ['no deduplication id', { MessageDeduplicationId: undefined }, 'InvalidParameterValue'],
    ['a deduplication id of 129 characters', { MessageDeduplicationId: 'x'.repeat(129) }, 'InvalidParameterValue'],
    ['a blank in a deduplication id', { MessageDeduplicationId: 'a b' }, 'InvalidParameterValue'],
    ['a delay of its own', { DelaySeconds: 1 }, 'InvalidParameterValue'],
  ])('refuses a message with %s', async (_what, input, name) => {
    const { send, fifo } = start();
    const sent = send({ QueueUrl: FIFO, MessageGroupId: 'g', MessageDeduplicationId: 'x'.repeat(128), ...input });
    await expect(sent).rejects.toMatchObject({ name });
    expect(fifo.messages).toEqual([]);
  });
});

describe('a batch to the simulated SQS', () => {
  it('sends each of its messages', async () => {
    const { sendBatch, standard } = start();
    const ids = Array.from({ length: 10 }, (_, index) => String(index));
    const { Successful = [], Failed } = await sendBatch(ids.map((id) => entry(id, { DelaySeconds: 2 })));
    expect(Successful.map(({ Id }) => Id)).toEqual(ids);
    expect(new Set(Successful.map(({ MessageId }) => MessageId)).size).toBe(10);
    expect(Failed).toEqual([]);
    expect(standard.messages.map(({ body }) => body)).toEqual(ids.map((id) => `body of ${id}`));
    expect(standard.messages[0]?.visibleMs).toBe(standard.nowMs + 2_000);
  });

  it('names those that it does not take, and sends the others', async () => {
    let asked = 0;
    const isRefused = () => {
      asked += 1;
      return asked === 1;
    };
    const { sendBatch, standard } = start(isRefused);
    const answer = await sendBatch([entry('throttled'), entry('wrong', { MessageBody: '\u0000' }), entry('right')]);
    expect(answer.Successful).toMatchObject([{ Id: 'right', MessageId: expect.any(String) }]);
    expect(answer.Failed).toMatchObject([
      { Id: 'throttled', Code: 'RequestThrottled', SenderFault: true, Message: expect.any(String) },
      { Id: 'wrong', Code: 'InvalidMessageContents', SenderFault: true },
    ]);
    expect(standard.messages.map(({ body }) => body)).toEqual(['body of right']);
    expect(asked).toBe(3);
  });

  it('of a FIFO queue sends no message twice', async () => {
    const { sendBatch, fifo } = start();
    const twice = ['1', '2'].map((id) => entry(id, { MessageGroupId: 'g', MessageDeduplicationId: 'same' }));
    const { Successful = [] } = await sendBatch(twice, FIFO);
    expect(Successful[1]?.MessageId).toBe(Successful[0]?.MessageId);
    expect(fifo.messages).toHaveLength(1);
  });

  const half = { MessageBody: 'x'.repeat(MAX_BYTES / 2) };
  it('may be as large as a mebibyte', async () => {
    const { sendBatch, standard } = start();
    await sendBatch([entry('a', half), entry('b', half)]);
    expect(standard.messages).toHaveLength(2);
  });

  it.each<[string, SendMessageBatchRequestEntry[], string]>([
    ['no entries', [], 'EmptyBatchRequest'],
    ['eleven', Array.from({ length: 11 }, (_, index) => entry(String(index))), 'TooManyEntriesInBatchRequest'],
    ['one id twice', [entry('a'), entry('a')], 'BatchEntryIdsNotDistinct'],
    ['an id that is none', [entry('a b')], 'InvalidBatchEntryId'],
    ['too many bytes', [entry('a', half), entry('b', half), entry('c')], 'BatchRequestTooLong'],
  ])('with %s is refused whole', async (_what, entries, name) => {
    const { sendBatch, standard } = start();
    await expect(sendBatch(entries)).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
    expect(standard.messages).toEqual([]);
    await expect(sendBatch(entries, NOWHERE)).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });
});

describe('the visibility of a message on the simulated SQS', () => {
  const change = (input: Partial<ChangeMessageVisibilityCommandInput>) =>
    new ChangeMessageVisibilityCommand({
      QueueUrl: STANDARD,
      ReceiptHandle: 'handle-1',
      VisibilityTimeout: 60,
      ...input,
    });

  it.each([0, 43_200])('is put off by %i s', async (seconds) => {
    const { client, send, standard } = start();
    await send({});
    standard.receive();
    await client.send(change({ VisibilityTimeout: seconds }));
    expect(standard.messages[0]?.visibleMs).toBe(standard.nowMs + seconds * 1_000);
  });

  it.each<[Partial<ChangeMessageVisibilityCommandInput>, string]>([
    [{ VisibilityTimeout: -1 }, 'InvalidParameterValue'],
    [{ VisibilityTimeout: 43_201 }, 'InvalidParameterValue'],
    [{ VisibilityTimeout: 1.5 }, 'InvalidParameterValue'],
    [{ VisibilityTimeout: undefined }, 'MissingParameter'],
    [{ ReceiptHandle: '' }, 'MissingParameter'],
    [{ QueueUrl: NOWHERE }, 'QueueDoesNotExist'],
  ])('is not changed by %o', async (input, name) => {
    const { client, send, standard } = start();
    await send({});
    standard.receive();
    const [{ visibleMs } = { visibleMs: 0 }] = standard.messages;
    await expect(client.send(change(input))).rejects.toMatchObject({ name });
    expect(standard.messages[0]?.visibleMs).toBe(visibleMs);
  });

  it('cannot be changed where nothing is received', () => {
    const sim = new SimSqs({ queues: new Map([[STANDARD, { send() {} }]]), nowMs: () => 0 });
    expect(() => sim.execute(change({}))).toThrow('nothing is received');
  });
});

describe('the simulated SQS', () => {
  it('does not take commands that no function sends', () => {
    const command = new DeleteMessageCommand({ QueueUrl: STANDARD, ReceiptHandle: 'handle-1' });
    expect(() => start().sim.execute(command)).toThrow('knows no DeleteMessageCommand');
  });

  it('does not take attributes that no function has', async () => {
    const MessageAttributes = { a: { DataType: 'Number', StringValue: '1' } };
    const { send, sendBatch } = start();
    for (const sent of [send({ MessageAttributes }), sendBatch([entry('a', { MessageAttributes })])])
      await expect(sent).rejects.toThrow('knows no attributes of type Number');
  });
});
