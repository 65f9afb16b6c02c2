import { createHash } from 'node:crypto';
import { GetRecordsCommand, GetShardIteratorCommand, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { KinesisStreamEvent } from 'aws-lambda';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { functionResource, roleResource } from '../deployer/write-assembly.ts';
import { startTestAws } from '../start-aws.ts';
import { failing, type Play, playShard } from './play-shard.ts';

const MB = 1_000_000;
const md5 = (data: Buffer) => createHash('md5').update(data).digest('hex');

/** Plays a shard of small records, letters of their own, and of large ones: 3 is one of 3 MB, 8 is one of 8 MB. */
async function playSizes(sizes: string, play: Omit<Play, 'records'> = {}) {
  const records = [...sizes].map((size) => ({ data: /\d/.test(size) ? size.repeat(Number(size) * MB) : size }));
  const played = await playShard({ ...play, records });
  const letters = (event: KinesisStreamEvent) =>
    event.Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString('latin1', 0, 1)).join('');
  const ranges = played.sent.map(({ KinesisBatchInfo: info }) => {
    const { startSequenceNumber, endSequenceNumber, batchSize } = Object(info);
    expect(endSequenceNumber).toBe(startSequenceNumber);
    expect(batchSize).toBe(1);
    return sizes[played.sequences.indexOf(startSequenceNumber)];
  });
  return {
    batches: played.events.map(letters),
    commits: played.commits.map((payload) => payload.charAt(0)),
    /** Records that the on-failure queue was told of. */
    told: ranges.join(''),
    conditions: played.sent.map(({ requestContext }) => Object(requestContext).condition),
  };
}

describe('a record whose event fits into 6 MiB', () => {
  it('of 3 MB is delivered, with the small ones beside it', async () => {
    expect(await playSizes('ab3cd')).toMatchObject({ batches: ['ab3cd'], commits: ['d'], told: '' });
  });

  it('of 3 MB does not come with another one, which together are too large', async () => {
    expect(await playSizes('a3b3c')).toMatchObject({ batches: ['a3b', '3c'], commits: ['b', 'c'], told: '' });
  });
});

describe('a record whose event would exceed 6 MiB', () => {
  it('of 8 MB is told of, not delivered; what is before and after it is delivered, in order', async () => {
    expect(await playSizes('ab8cd')).toMatchObject({
      batches: ['ab', 'cd'],
      commits: ['b', '8', 'd'],
      told: '8',
      conditions: ['RecordTooLarge'],
    });
  });

  it('may be the first, the last, or come after another', async () => {
    expect(await playSizes('88a8')).toMatchObject({ batches: ['a'], commits: ['8', '8', 'a', '8'], told: '888' });
  });

  it('moves the position before what comes after it is tried', async () => {
    const { batches, commits } = await playSizes('a8b', { config: { reportItemFailures: true }, fn: failing('') });
    expect(batches).toEqual(['a', 'b']);
    expect(commits).toEqual(['a', '8', 'b']);
  });

  it('waits for what is before it, however often that is tried again', async () => {
    let tries = 0;
    const fn = (data: string[]) => {
      tries += data.includes('b') ? 1 : 0;
      if (data.includes('b') && tries < 4) throw new Error('not yet');
    };
    const played = await playSizes('ab8c', { config: { bisect: true }, fn });
    expect(played).toMatchObject({
      batches: ['ab', 'a', 'b', 'b', 'b', 'c'],
      commits: ['a', 'b', '8', 'c'],
      told: '8',
    });
  });

  it('that is too old is given up for its age', async () => {
    const { conditions } = await playSizes('8', { config: { maxRecordAgeMs: 1 }, nowMs: 60_000 });
    expect(conditions).toEqual(['RecordAgeExceeded']);
  });
});

it('on a stream of large records, 3 MB arrive whole and 8 MB can be read again by what the queue is told', async () => {
  const aws = await startTestAws();
  onTestFinished(() => aws.dispose());
  const code = `const { createHash } = require('node:crypto');
    exports.handler = async ({ Records }) => {
      for (const { kinesis } of Records) {
        const data = Buffer.from(kinesis.data, 'base64');
        console.log(data.length + ' ' + createHash('md5').update(data).digest('hex'));
      }
    };`;
  const { output } = await aws.deployStacks({
    app: {
      resources: {
        Role: roleResource,
        Stream: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: 1, MaxRecordSizeInKiB: 10_240 } },
        Undeliverable: { Type: 'AWS::SQS::Queue', Properties: {} },
        Fn: functionResource('code', { Timeout: 30, MemorySize: 512 }),
        Mapping: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: {
            EventSourceArn: { 'Fn::GetAtt': ['Stream', 'Arn'] },
            FunctionName: { Ref: 'Fn' },
            StartingPosition: 'TRIM_HORIZON',
            DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Undeliverable', 'Arn'] } } },
          },
        },
      },
      outputs: {
        Stream: { Value: { Ref: 'Stream' } },
        Queue: { Value: { Ref: 'Undeliverable' } },
        Fn: { Value: { Ref: 'Fn' } },
      },
      assets: { code },
    },
  });
  const StreamName = output('Stream');
  const sequences: (string | undefined)[] = [];
  for (const bytes of [10, 3 * MB, 8 * MB, 20]) {
    const record = { StreamName, PartitionKey: 'key', Data: Buffer.alloc(bytes, String(bytes)) };
    sequences.push((await aws.kinesis.send(new PutRecordCommand(record))).SequenceNumber);
  }
  const until = (check: () => void) => vi.waitFor(check, { timeout: 15_000, interval: 20 });
  await until(() => expect(aws.functionLogs.read(output('Fn'))).toHaveLength(3));
  expect(aws.functionLogs.read(output('Fn')).map((line) => line.split(' ')[0])).toEqual(['10', '3000000', '20']);
  expect(aws.functionLogs.read(output('Fn'))[1]).toBe(`3000000 ${md5(Buffer.alloc(3 * MB, '3000000'))}`);

  const received = new ReceiveMessageCommand({ QueueUrl: output('Queue'), WaitTimeSeconds: 5 });
  const { KinesisBatchInfo: told } = JSON.parse((await aws.sqs.send(received)).Messages?.[0]?.Body ?? '');
  expect(told).toMatchObject({ startSequenceNumber: sequences[2], endSequenceNumber: sequences[2], batchSize: 1 });
  const { ShardIterator } = await aws.kinesis.send(
    new GetShardIteratorCommand({
      StreamName,
      ShardId: told.shardId,
      ShardIteratorType: 'AT_SEQUENCE_NUMBER',
      StartingSequenceNumber: told.startSequenceNumber,
    }),
  );
  const { Records } = await aws.kinesis.send(new GetRecordsCommand({ ShardIterator, Limit: 1 }));
  expect(Buffer.from(Records?.[0]?.Data ?? []).equals(Buffer.alloc(8 * MB, '8000000'))).toBe(true);
});
