import { describe, expect, it } from 'vitest';
import { failing, playShard, poison, SHARD } from './play-shard.ts';

const report = { reportItemFailures: true };

describe('the message to the on-failure queue', () => {
  const records = [
    { data: 'a', arrivalMs: 1_000 },
    { data: 'b', arrivalMs: 2_500 },
  ];

  it('of exhausted retries names the range and the error, and holds no records', async () => {
    const { sent, sequences } = await playShard({ records, config: { maxRetries: 0 }, fn: poison('a'), nowMs: 5_000 });
    expect(sent).toEqual([
      {
        requestContext: {
          requestId: 'request-1',
          functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:fn',
          condition: 'RetryAttemptsExhausted',
          approximateInvokeCount: 1,
        },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        version: '1.0',
        timestamp: '1970-01-01T00:00:05.000Z',
        KinesisBatchInfo: {
          shardId: SHARD,
          startSequenceNumber: sequences[0],
          endSequenceNumber: sequences[1],
          approximateArrivalOfFirstRecord: '1970-01-01T00:00:01.000Z',
          approximateArrivalOfLastRecord: '1970-01-01T00:00:02.500Z',
          batchSize: 2,
          streamArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/clicks',
        },
      },
    ]);
  });

  it('has a null function error for reported item failures', async () => {
    const { sent } = await playShard({ records, config: { ...report, maxRetries: 0 }, fn: failing('ab') });
    expect(sent).toMatchObject([{ responseContext: { functionError: null } }]);
  });

  it('has no response for records that were too old', async () => {
    const { sent } = await playShard({ records, config: { maxRecordAgeMs: 1 }, nowMs: 60_000 });
    expect(sent[0]).not.toHaveProperty('responseContext');
  });

  it('tells of a record that fits no event, and the shard goes on', async () => {
    const { batches, commits, sent } = await playShard({
      records: [{ data: 'a' }, { data: 'x'.repeat(5_000_000) }, { data: 'c' }],
    });
    expect(batches).toEqual(['a', 'c']);
    expect(commits).toHaveLength(3);
    expect(sent).toMatchObject([
      { requestContext: { condition: 'RecordTooLarge' }, KinesisBatchInfo: { batchSize: 1 } },
    ]);
  });

  it('is not sent without a destination; the loss is logged', async () => {
    const config = { maxRetries: 0, onFailureQueueUrl: undefined };
    const { sent, log, commits } = await playShard({ records: 'a', config, fn: poison('a') });
    expect(sent).toEqual([]);
    expect(log.at(-1)).toContain('RetryAttemptsExhausted, 1 records');
    expect(commits).toEqual(['a']);
  });
});
