import { describe, expect, it } from 'vitest';
import { makeGatherer } from '../../../../localstack/embedded/event-sources/kinesis/gather.ts';
import { makeRecordRenderer } from '../../../../localstack/embedded/event-sources/kinesis/record-event.ts';
import { makeShardCursor } from '../../../../localstack/embedded/event-sources/kinesis/shard-cursor.ts';
import { MAX_REQUEST_BYTES } from '../../../../localstack/embedded/lambda/invocation.ts';
import { makeFakeStream } from './fake-stream.ts';
import { mappingConfig, playShard, SHARD } from './play-shard.ts';

describe('the event', () => {
  it('has the documented shape, with the arrival time in float seconds and the shard only in eventID', async () => {
    const { events, sequences } = await playShard({
      records: [{ data: 'Hello', partitionKey: 'clé', arrivalMs: 1_545_084_650_987 }],
    });
    expect(events).toEqual([
      {
        Records: [
          {
            kinesis: {
              kinesisSchemaVersion: '1.0',
              partitionKey: 'clé',
              sequenceNumber: sequences[0],
              data: 'SGVsbG8=',
              approximateArrivalTimestamp: 1545084650.987,
            },
            eventSource: 'aws:kinesis',
            eventVersion: '1.0',
            eventID: `shardId-000000000006:${sequences[0]}`,
            eventName: 'aws:kinesis:record',
            invokeIdentityArn: 'arn:aws:iam::000000000000:role/fn',
            awsRegion: 'us-east-1',
            eventSourceARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/clicks',
          },
        ],
      },
    ]);
  });
});

describe('a batch', () => {
  it('holds at most the batch size, in order', async () => {
    const { batches, commits, ended } = await playShard({ records: 'abcdefg', config: { batchSize: 3 } });
    expect(batches).toEqual(['abc', 'def', 'g']);
    expect(commits).toEqual(['c', 'f', 'g']);
    expect(ended).toBe(true);
  });

  it('with no window is what one read brought', async () => {
    const { batches, waits } = await playShard({ records: 'ab', config: { batchSize: 10_000 } });
    expect(batches).toEqual(['ab']);
    expect(waits).toEqual([]);
  });

  it('is flushed at 6 MB of payload, base64 and metadata counted', async () => {
    const quarter = 'x'.repeat(1_048_576);
    const { events } = await playShard({ records: Array.from({ length: 7 }, () => ({ data: quarter })) });
    // 1 MiB is 1.33 MiB in base64: four fit.
    expect(events.map((event) => event.Records.length)).toEqual([4, 3]);
    for (const event of events) expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThanOrEqual(MAX_REQUEST_BYTES);
  });

  it('fills the 6 MB to the byte', async () => {
    const small = (await playShard({ records: 'ab' })).events[0];
    // 4.5 MB are 6 MB in base64; a partition key takes the room that is left. Both take the place of a small one.
    const dataBytes = 4_500_000;
    const replaced = '"key"'.length - 2 + 'YQ=='.length;
    const room = MAX_REQUEST_BYTES - Buffer.byteLength(JSON.stringify(small)) + replaced - (dataBytes / 3) * 4;
    const cut = async (keyBytes: number) => {
      const records = [{ data: 'x'.repeat(dataBytes) }, { data: 'b', partitionKey: 'k'.repeat(keyBytes) }];
      return (await playShard({ records })).events.map((event) => event.Records.length);
    };
    expect(await cut(room)).toEqual([2]);
    expect(await cut(room + 1)).toEqual([1, 1]);
  });
});

describe('the batching window', () => {
  /** A shard to which `arrivals` says what comes at which time, on a clock that moves only by waiting. */
  const gatherWith = (
    arrivals: Record<number, number>,
    limits: { batchSize: number; windowMs: number },
    data = 'r',
  ) => {
    const stream = makeFakeStream();
    stream.open(SHARD);
    let now = 0;
    const arrive = (untilMs: number) => {
      for (let ms = now; ms < untilMs; ms += 1) {
        for (let i = 0; i < (arrivals[ms] ?? 0); i += 1) stream.put(SHARD, data);
      }
      now = untilMs;
    };
    const gatherer = makeGatherer({
      cursor: makeShardCursor(stream.reader, SHARD, { from: 'TRIM_HORIZON' }),
      render: makeRecordRenderer(mappingConfig, SHARD),
      clock: { now: () => now, sleep: async (ms) => arrive(now + ms) },
      pace: { poll: { firstMs: 100, capMs: 400 }, backOff: { firstMs: 50, capMs: 2_000 } },
      signal: new AbortController().signal,
      onReadError: () => {},
    });
    return gatherer.next(limits).then((batch) => ({ size: batch.length, atMs: now }));
  };

  it('collects from the first record on until it is over', async () => {
    // Seen first at 300; 250 ms later the window ends, before the record of 600 is there.
    expect(await gatherWith({ 210: 1, 320: 2, 600: 1 }, { batchSize: 100, windowMs: 250 })).toEqual({
      size: 3,
      atMs: 550,
    });
  });

  it('does not keep waiting a record that fills an event, or fits into none', async () => {
    const tooLarge = 'x'.repeat(8_000_000);
    expect(await gatherWith({ 150: 1 }, { batchSize: 4, windowMs: 10_000 }, tooLarge)).toEqual({ size: 1, atMs: 300 });
  });

  it('ends early when the batch is full', async () => {
    expect(await gatherWith({ 0: 1, 150: 5 }, { batchSize: 4, windowMs: 10_000 })).toEqual({ size: 4, atMs: 200 });
  });
});

describe('reading', () => {
  it('waits longer the longer nothing comes, and shortly again after something came', async () => {
    const stream = makeFakeStream();
    stream.open(SHARD);
    const waits: number[] = [];
    const gatherer = makeGatherer({
      cursor: makeShardCursor(stream.reader, SHARD, { from: 'TRIM_HORIZON' }),
      render: makeRecordRenderer(mappingConfig, SHARD),
      clock: {
        now: () => 0,
        sleep: async (ms) => {
          waits.push(ms);
          if (waits.length % 5 === 0) stream.put(SHARD, 'r');
        },
      },
      pace: { poll: { firstMs: 50, capMs: 300 }, backOff: { firstMs: 1, capMs: 1 } },
      signal: new AbortController().signal,
      onReadError: () => {},
    });
    await gatherer.next({ batchSize: 100, windowMs: 0 });
    await gatherer.next({ batchSize: 100, windowMs: 0 });
    expect(waits).toEqual([50, 100, 200, 300, 300, 50, 100, 200, 300, 300]);
  });

  it('goes on after the last record read when an iterator has expired', async () => {
    const { batches, log } = await playShard({
      records: 'abc',
      config: { batchSize: 2 },
      prepare: (stream) => stream.failReads([undefined, new Error('ExpiredIteratorException')]),
    });
    expect(batches).toEqual(['ab', 'c']);
    expect(log).toEqual([expect.stringContaining('ExpiredIteratorException')]);
  });
});

describe('an injected redelivery', () => {
  it('repeats a batch after its success from the previous checkpoint, cut differently', async () => {
    const plan = [false, true, false];
    const { batches, commits } = await playShard({
      records: 'abcdef',
      config: { batchSize: 3 },
      redelivery: { planned: () => plan.shift() ?? false, cut: () => 1 },
    });
    expect(batches).toEqual(['abc', 'def', 'd', 'ef']);
    expect(commits).toEqual(['c', 'd', 'f']);
  });
});
