import { CreateStreamCommand, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { readQueue } from '../../demo/read-queue.ts';
import { readStream } from '../../demo/read-stream.ts';
import { sharedHarness, uniqueName } from '../embedded/services/harness.ts';

const aws = sharedHarness();

describe('a stream read back', () => {
  it('is every record of every shard, closed ones too, in order', async () => {
    const { kinesis, splitStream } = aws();
    const StreamName = uniqueName('stream');
    await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 2 }));
    const put = async (from: number, to: number): Promise<void> => {
      const Records = Array.from({ length: to - from }, (_, index) => ({
        PartitionKey: `key-${(from + index) % 7}`,
        Data: Buffer.from(`größer ${from + index}`),
      }));
      await kinesis.send(new PutRecordsCommand({ StreamName, Records }));
    };
    await put(0, 500);
    await splitStream(StreamName);
    await put(500, 900);

    const content = await readStream(kinesis, StreamName);

    expect(content).toHaveLength(4);
    const records = content.flatMap((shard) => shard.records);
    const texts = records.map(({ data }) => Buffer.from(data, 'base64').toString());
    const numbers = texts.map((text) => Number(text.slice('größer '.length)));
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 900 }, (_, number) => number));
    expect(records.every(({ partitionKey }, index) => partitionKey === `key-${(numbers[index] ?? 0) % 7}`)).toBe(true);
    for (const shard of content) {
      const positions = shard.records.map(({ sequenceNumber }) => BigInt(sequenceNumber));
      expect(positions).toEqual(positions.toSorted((a, b) => (a < b ? -1 : 1)));
    }
  });
});

describe('a queue read back', () => {
  async function makeQueue(count: number): Promise<string> {
    const { QueueUrl = '' } = await aws().sqs.send(new CreateQueueCommand({ QueueName: uniqueName('queue') }));
    for (let number = 0; number < count; number += 1) {
      await aws().sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: String(number) }));
    }
    return QueueUrl;
  }
  const numbers = (bodies: readonly string[]) => bodies.map(Number).sort((a, b) => a - b);
  const upTo = (count: number) => Array.from({ length: count }, (_, number) => number);

  it('is every message, each time it is read', async () => {
    const queue = await makeQueue(23);
    expect(numbers(await readQueue(aws().sqs, queue))).toEqual(upTo(23));
    expect(numbers(await readQueue(aws().sqs, queue))).toEqual(upTo(23));
  });

  it('is nothing, at once, where it is empty', async () => {
    expect(await readQueue(aws().sqs, await makeQueue(0))).toEqual([]);
  });

  it('waits for what a reader that died has taken', async () => {
    const queue = await makeQueue(3);
    await aws().sqs.send(new ReceiveMessageCommand({ QueueUrl: queue, MaxNumberOfMessages: 2, VisibilityTimeout: 1 }));
    expect(numbers(await readQueue(aws().sqs, queue))).toEqual(upTo(3));
  });
});
