import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { sharedHarness } from './harness.ts';
import { bodies, createQueue, md5, withSteppedClock } from './queues.ts';

const harness = sharedHarness();

describe('a message', () => {
  test('is answered with digests of body and attributes that the SDK checks', async () => {
    const queue = await createQueue(harness());
    const MessageAttributes = {
      timestamp: { DataType: 'Number', StringValue: '1493147359900' },
      binary: { DataType: 'Binary.png', BinaryValue: Buffer.from([1, 2, 3]) },
      name: { DataType: 'String', StringValue: 'Bär' },
    };
    const { url: QueueUrl } = queue;
    const sent = await harness().sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: 'Grüße', MessageAttributes }),
    );
    expect(sent.MD5OfMessageBody).toBe(md5('Grüße'));
    const request = { QueueUrl, MessageAttributeNames: ['All'] };
    const received = (await harness().sqs.send(new ReceiveMessageCommand(request))).Messages?.[0];
    expect(received).toMatchObject({ Body: 'Grüße', MD5OfBody: md5('Grüße'), MessageId: sent.MessageId });
    expect(received?.MD5OfMessageAttributes).toBe(sent.MD5OfMessageAttributes);
    expect(received?.MessageAttributes?.name).toEqual(MessageAttributes.name);
    expect(Buffer.from(received?.MessageAttributes?.binary?.BinaryValue ?? [])).toEqual(Buffer.from([1, 2, 3]));
  });

  test('the digest of attributes is the one recorded from SQS', async () => {
    const { url: QueueUrl } = await createQueue(harness());
    const MessageAttributes = {
      Hello: { DataType: 'String', StringValue: 'There' },
      General: { DataType: 'String', StringValue: 'Kenobi' },
      'Help.Me': { DataType: 'String', StringValue: 'Me' },
    };
    const send = new SendMessageCommand({ QueueUrl, MessageBody: 'msg', MessageAttributes });
    expect((await harness().sqs.send(send)).MD5OfMessageAttributes).toBe('4c360f3fdafd970e05fae2f149d997f5');
    const digest = async (names: string[]) => {
      const request = { QueueUrl, MessageAttributeNames: names, VisibilityTimeout: 0 };
      return (await harness().sqs.send(new ReceiveMessageCommand(request))).Messages?.[0]?.MD5OfMessageAttributes;
    };
    expect(await digest(['Hello', 'General'])).toBe('fca026605781cb4126a1e9044df24232');
    expect(await digest(['Hel.*'])).toBe('83fee93c1bcd8b9a5a923ffacdc636c7');
    expect(await digest(['.*'])).toBe('4c360f3fdafd970e05fae2f149d997f5');
    expect(await digest(['nothing'])).toBeUndefined();
  });

  test('tells when it was sent and received, and how often', () =>
    withSteppedClock(async (aws, clock) => {
      const queue = await createQueue(aws, { VisibilityTimeout: '1' });
      const sentMs = clock.now();
      await queue.send('x');
      clock.advance(5_000);
      const firstMs = clock.now();
      await queue.receiveOne();
      clock.advance(1_000);
      const { Attributes } = await queue.receiveOne();
      expect(Attributes).toEqual({
        SenderId: expect.stringMatching(/^AIDA/),
        SentTimestamp: String(sentMs),
        ApproximateFirstReceiveTimestamp: String(firstMs),
        ApproximateReceiveCount: '2',
      });
    }));

  test('has at most 1 MiB with its attributes, or what the queue allows', async () => {
    const queue = await createQueue(harness());
    const attribute = { a: { DataType: 'String', StringValue: 'v' } };
    await queue.send('x'.repeat(1_048_576));
    await queue.send('x'.repeat(1_048_576 - 8), { MessageAttributes: attribute });
    const tooLong = queue.send('x'.repeat(1_048_576 - 7), { MessageAttributes: attribute });
    await expect(tooLong).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: 'One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.',
    });
    const small = await createQueue(harness(), { MaximumMessageSize: '1024' });
    await expect(small.send('x'.repeat(1_025))).rejects.toThrow(/shorter than 1024 bytes/);
  });

  test('needs a body of permitted characters', async () => {
    const queue = await createQueue(harness());
    await expect(queue.send('')).rejects.toThrow('The request must contain the parameter MessageBody.');
    await expect(queue.send('\u0001')).rejects.toMatchObject({ name: 'InvalidMessageContents' });
    await queue.send('\t\n\r 😀');
    const bad = (value: { DataType: string; StringValue?: string }) =>
      queue.send('x', { MessageAttributes: { a: value } });
    await expect(bad({ DataType: 'String', StringValue: '' })).rejects.toThrow(/non-empty value of type 'String'/);
    await expect(bad({ DataType: 'Blob', StringValue: 'x' })).rejects.toThrow(/type of message/);
  });

  test('is forgotten after the retention period', () =>
    withSteppedClock(async (aws, clock) => {
      const queue = await createQueue(aws, { MessageRetentionPeriod: '60' });
      await queue.send('old');
      clock.advance(30_000);
      await queue.send('new');
      clock.advance(30_000);
      expect(await queue.counts()).toEqual([1, 0, 0]);
      expect(bodies(await queue.receive())).toEqual(['new']);
    }));
});

describe('delay', () => {
  test('hides a message for its own or the queue’s time', () =>
    withSteppedClock(async (aws, clock) => {
      const queue = await createQueue(aws, { DelaySeconds: '10' });
      await queue.send('as the queue');
      await queue.send('own', { DelaySeconds: 20 });
      await queue.send('none', { DelaySeconds: 0 });
      expect(await queue.counts()).toEqual([1, 0, 2]);
      expect(bodies(await queue.receive())).toEqual(['none']);
      clock.advance(10_000);
      expect(bodies(await queue.receive())).toEqual(['as the queue']);
      clock.advance(9_999);
      expect(await queue.receive()).toEqual([]);
      clock.advance(1);
      expect(bodies(await queue.receive())).toEqual(['own']);
      await expect(queue.send('x', { DelaySeconds: 901 })).rejects.toThrow(/DelaySeconds/);
    }));
});

describe('visibility', () => {
  test('a received message is invisible until its timeout, then received again', () =>
    withSteppedClock(async (aws, clock) => {
      const queue = await createQueue(aws, { VisibilityTimeout: '30' });
      await queue.send('x');
      expect(await queue.counts()).toEqual([1, 0, 0]);
      await queue.receiveOne();
      expect(await queue.counts()).toEqual([0, 1, 0]);
      clock.advance(29_999);
      expect(await queue.receive()).toEqual([]);
      clock.advance(1);
      expect(await queue.counts()).toEqual([1, 0, 0]);
      expect((await queue.receiveOne()).Attributes?.ApproximateReceiveCount).toBe('2');
    }));

  test('a receive may bring its own timeout', () =>
    withSteppedClock(async (aws, clock) => {
      const queue = await createQueue(aws);
      await queue.send('x');
      await queue.receive({ VisibilityTimeout: 0 });
      expect(await queue.receive({ VisibilityTimeout: 5 })).toHaveLength(1);
      clock.advance(5_000);
      expect(await queue.receive()).toHaveLength(1);
    }));

  test('changing it extends or ends the timeout and does not count as a receive', () =>
    withSteppedClock(async (aws, clock) => {
      const queue = await createQueue(aws, { VisibilityTimeout: '30' });
      await queue.send('x');
      const message = await queue.receiveOne();
      await queue.changeVisibility(message, 60);
      clock.advance(59_999);
      expect(await queue.receive()).toEqual([]);
      await queue.changeVisibility(message, 0);
      expect((await queue.receiveOne()).Attributes?.ApproximateReceiveCount).toBe('2');
    }));

  test('a message cannot be kept invisible for more than 12 hours', () =>
    withSteppedClock(async (aws, clock) => {
      const queue = await createQueue(aws);
      await queue.send('x');
      const message = await queue.receiveOne();
      await queue.changeVisibility(message, 43_200);
      clock.advance(1_000);
      await expect(queue.changeVisibility(message, 43_200)).rejects.toThrow(/beyond the limit/);
      await expect(queue.changeVisibility(message, 43_201)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    }));

  test('changing it for a deleted message is an error, deleting it again is none', async () => {
    const queue = await createQueue(harness());
    await queue.send('x');
    const message = await queue.receiveOne();
    await queue.delete(message);
    await queue.delete(message);
    await expect(queue.changeVisibility(message, 0)).rejects.toThrow(/does not exist or is not available/);
    const garbage = queue.delete({ ReceiptHandle: 'garbage' });
    await expect(garbage).rejects.toMatchObject({
      name: 'ReceiptHandleIsInvalid',
      message: 'The input receipt handle "garbage" is not a valid receipt handle.',
    });
  });

  test('a late deletion, after the timeout, still deletes', () =>
    withSteppedClock(async (aws, clock) => {
      const queue = await createQueue(aws, { VisibilityTimeout: '1' });
      await queue.send('x');
      const message = await queue.receiveOne();
      clock.advance(2_000);
      await queue.delete(message);
      expect(await queue.counts()).toEqual([0, 0, 0]);
    }));
});

describe('receiving', () => {
  test('returns up to the number asked for, one by default', async () => {
    const queue = await createQueue(harness());
    for (const body of ['a', 'b', 'c', 'd']) await queue.send(body);
    expect(await queue.receive({ MaxNumberOfMessages: undefined })).toHaveLength(1);
    expect(await queue.receive({ MaxNumberOfMessages: 2 })).toHaveLength(2);
    expect(await queue.receive()).toHaveLength(1);
    const wrong = (input: object) => queue.receive(input);
    await expect(wrong({ MaxNumberOfMessages: 11 })).rejects.toThrow(
      'Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.',
    );
    await expect(wrong({ WaitTimeSeconds: 21 })).rejects.toThrow(/Must be >= 0 and <= 20/);
    await expect(wrong({ MessageSystemAttributeNames: ['Foo'] })).rejects.toMatchObject({
      name: 'InvalidAttributeName',
    });
  });
});

describe('batches', () => {
  test('report each entry by its id: a bad one does not stop the others', async () => {
    const queue = await createQueue(harness(), { MaximumMessageSize: '1024' });
    const Entries = [
      { Id: 'good', MessageBody: 'x' },
      { Id: 'long', MessageBody: 'x'.repeat(1_025) },
      { Id: 'odd', MessageBody: '\u0001' },
    ];
    const sent = await harness().sqs.send(new SendMessageBatchCommand({ QueueUrl: queue.url, Entries }));
    expect(sent.Successful?.map(({ Id }) => Id)).toEqual(['good']);
    expect(sent.Failed).toMatchObject([
      { Id: 'long', Code: 'InvalidParameterValue', SenderFault: true },
      { Id: 'odd', Code: 'InvalidMessageContents', SenderFault: true },
    ]);
  });

  test('delete and change visibility message by message', async () => {
    const queue = await createQueue(harness());
    const { url: QueueUrl } = queue;
    for (const body of ['a', 'b', 'c']) await queue.send(body);
    const [a, b, c] = await queue.receive();
    const deleted = await harness().sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: '1', ReceiptHandle: a?.ReceiptHandle },
          { Id: '2', ReceiptHandle: 'garbage' },
        ],
      }),
    );
    expect(deleted.Successful?.map(({ Id }) => Id)).toEqual(['1']);
    expect(deleted.Failed).toMatchObject([{ Id: '2', Code: 'ReceiptHandleIsInvalid' }]);
    const changed = await harness().sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl,
        Entries: [
          { Id: '1', ReceiptHandle: b?.ReceiptHandle, VisibilityTimeout: 0 },
          { Id: '2', ReceiptHandle: c?.ReceiptHandle, VisibilityTimeout: 60 },
        ],
      }),
    );
    expect(changed.Successful).toHaveLength(2);
    expect(await queue.counts()).toEqual([1, 1, 0]);
  });

  test.each([
    ['no entry', [], 'EmptyBatchRequest'],
    [
      '11 entries',
      Array.from({ length: 11 }, (_, n) => ({ Id: `${n}`, MessageBody: 'x' })),
      'TooManyEntriesInBatchRequest',
    ],
    ['an id twice', [1, 2].map(() => ({ Id: 'same', MessageBody: 'x' })), 'BatchEntryIdsNotDistinct'],
    ['an odd id', [{ Id: 'a:b', MessageBody: 'x' }], 'InvalidBatchEntryId'],
    [
      'over 1 MiB together',
      [
        { Id: 'a', MessageBody: 'x'.repeat(1_048_576) },
        { Id: 'b', MessageBody: 'x' },
      ],
      'BatchRequestTooLong',
    ],
  ])('with %s are refused whole', async (_what, Entries, name) => {
    const { url: QueueUrl } = await createQueue(harness());
    const sent = harness().sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    await expect(sent).rejects.toMatchObject({ name });
  });
});
