import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  MergeShardsCommand,
  PutRecordCommand,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeKinesisResultSink } from '../../src/adapters/aws/kinesis-result-sink.ts';
import { makeKinesisStreamReader } from '../../src/adapters/aws/kinesis-stream-reader.ts';
import { systemClock } from '../../src/adapters/aws/system-clock.ts';
import {
  makeRevisionMemory,
  newestRevisions,
  type ResultMessage,
  readResultMessages,
} from '../../src/client/result-messages.ts';
import type { PublishedResult } from '../../src/ports/result-sink.ts';
import { sharedHarness, uniqueName } from '../embedded/services/harness.ts';

const aws = sharedHarness();

const result = (key: string, revision: number, change: Partial<PublishedResult> = {}): PublishedResult => ({
  pipeline: 'shops',
  aggregation: 'hourly',
  generation: 1,
  key,
  windowStartMs: 0,
  windowEndMs: 3_600_000,
  revision,
  n: revision,
  measures: { cents: 100 * revision, dearest: null },
  ...change,
});

async function makeResultsStream() {
  const client = aws().kinesis;
  const streamName = uniqueName('results');
  await client.send(new CreateStreamCommand({ StreamName: streamName, ShardCount: 1 }));
  const isActive = async (): Promise<void> => {
    const summary = await client.send(new DescribeStreamSummaryCommand({ StreamName: streamName }));
    if (summary.StreamDescriptionSummary?.StreamStatus !== 'ACTIVE') await isActive();
  };
  await isActive();
  const clock = { nowMs: systemClock.nowMs, after: () => Promise.resolve() };
  const kinesis = { client, streamName, clock };
  const sink = makeKinesisResultSink({ client, streamName, clock, random: () => 0 });
  return { deps: { kinesis, stream: makeKinesisStreamReader(kinesis) }, client, streamName, isActive, sink };
}

/** The first `count` messages. */
async function take(messages: AsyncGenerator<ResultMessage, void>, count: number): Promise<ResultMessage[]> {
  const taken: ResultMessage[] = [];
  for await (const message of messages) {
    taken.push(message);
    if (taken.length === count) break;
  }
  return taken;
}

describe('reading the results stream', () => {
  it('gives results as they were published, from the oldest on', async () => {
    const { deps, sink } = await makeResultsStream();
    const published = [result('a', 1), result('ß#2', 1, { measures: { total: '12.30', mean: 0.5 } }), result('a', 2)];
    for (const one of published) await sink.publish([one]);
    const messages = await take(readResultMessages(deps, { from: 'oldest' }), 3);
    expect(messages.map((message) => message.result)).toEqual(published);
    expect(messages[0]).toMatchObject({ shardId: 'shardId-000000000000', problem: undefined });
    expect(Math.abs((messages[0]?.arrivalMs ?? 0) - systemClock.nowMs())).toBeLessThan(60_000);
  });

  it('says what is wrong with what is no such message, and goes on', async () => {
    const { deps, client, streamName, sink } = await makeResultsStream();
    const junk = { StreamName: streamName, PartitionKey: 'k', Data: Buffer.from('{"v":2}') };
    await client.send(new PutRecordCommand(junk));
    await sink.publish([result('a', 1)]);
    const [odd, fine] = await take(readResultMessages(deps, { from: 'oldest' }), 2);
    expect(odd?.result).toBeUndefined();
    expect(odd?.problem).toContain('v');
    expect(fine).toMatchObject({ result: result('a', 1), problem: undefined });
  });

  it('begins at an instant', async () => {
    const { deps, sink } = await makeResultsStream();
    await sink.publish([result('before', 1)]);
    const [before] = await take(readResultMessages(deps, { from: 'oldest' }), 1);
    const fromMs = (before?.arrivalMs ?? 0) + 1;
    while (systemClock.nowMs() <= fromMs) await systemClock.after(1);
    await sink.publish([result('after', 1)]);
    const [first] = await take(readResultMessages(deps, { from: fromMs }), 1);
    expect(first?.result?.key).toBe('after');
  });

  it.each(['latest', 'an instant to come'])('begins now, where asked for %s, and ends when told to', async (from) => {
    const { deps, sink } = await makeResultsStream();
    await sink.publish([result('before', 1)]);
    const controller = new AbortController();
    const messages = readResultMessages(deps, {
      signal: controller.signal,
      ...(from !== 'latest' && { from: systemClock.nowMs() + 3_600_000 }),
    });
    const first = messages.next();
    let isSettled = false;
    void first.then(() => {
      isSettled = true;
    });
    while (!isSettled) await sink.publish([result('now', 1)]);
    expect((await first).value).toMatchObject({ result: { key: 'now' } });
    controller.abort();
    for await (const { result: later } of messages) expect(later?.key).toBe('now');
  });

  it('gives what a shard was split and merged into after the shard itself, each once', async () => {
    const { deps, client, streamName, isActive, sink } = await makeResultsStream();
    const keys = ['a', 'b', 'c', 'd'];
    const publish = (revision: number) => sink.publish(keys.map((key) => result(key, revision)));
    await publish(1);
    const half = String(2n ** 127n);
    const shard = (number: number) => `shardId-00000000000${number}`;
    const split = { StreamName: streamName, ShardToSplit: shard(0), NewStartingHashKey: half };
    await client.send(new SplitShardCommand(split));
    await isActive();
    await publish(2);
    const merge = { StreamName: streamName, ShardToMerge: shard(1), AdjacentShardToMerge: shard(2) };
    await client.send(new MergeShardsCommand(merge));
    await isActive();
    await publish(3);

    const messages = await take(readResultMessages(deps, { from: 'oldest' }), 12);
    const revisionsOf = (key: string) =>
      messages.filter((message) => message.result?.key === key).map((message) => message.result?.revision);
    expect(keys.map(revisionsOf)).toEqual(keys.map(() => [1, 2, 3]));
    expect(new Set(messages.map(({ shardId }) => shardId)).size).toBe(4);
  });
});

describe('news among results', () => {
  it('is what is newer than all before of its row: not a copy, not an older revision', () => {
    const isNews = makeRevisionMemory();
    const told = [result('a', 1), result('a', 1), result('a', 3), result('a', 2), result('b', 1), result('a', 4)];
    expect(told.map(isNews)).toEqual([true, false, true, false, true, true]);
  });

  it.each([
    ['pipelines', { pipeline: 'others' }],
    ['aggregations', { aggregation: 'daily' }],
    ['windows', { windowStartMs: 3_600_000 }],
  ])('is told apart by %s', (_, change) => {
    const isNews = makeRevisionMemory();
    expect([result('a', 2), result('a', 1, change)].map(isNews)).toEqual([true, true]);
    expect(newestRevisions([result('a', 2), result('a', 1, change)])).toHaveLength(2);
  });

  it('is what a newer generation says, whatever its revision', () => {
    const rows = [result('a', 2), result('a', 1, { generation: 2 }), result('a', 3)];
    expect(rows.map(makeRevisionMemory())).toEqual([true, true, false]);
    expect(newestRevisions(rows)).toEqual([rows[1]]);
  });

  it('is forgotten, the row that was longest not told of first', () => {
    const isNews = makeRevisionMemory(2);
    const told = [result('a', 1), result('b', 1), result('a', 1), result('c', 1), result('a', 1), result('b', 1)];
    expect(told.map(isNews)).toEqual([true, true, false, true, false, true]);
  });

  it('of a batch is one result a row, the newest, in order', () => {
    const batch = [result('a', 1), result('b', 2), result('a', 2), result('b', 1), result('a', 2)];
    expect(newestRevisions(batch)).toEqual([batch[1], batch[2]]);
  });

  it('comes to the same, however revisions are repeated and out of order', () => {
    const messages = fc.array(
      fc.record({ key: fc.constantFrom('a', 'b', 'c'), revision: fc.integer({ min: 1, max: 5 }) }),
    );
    fc.assert(
      fc.property(messages, (drawn) => {
        const told = drawn.map(({ key, revision }) => result(key, revision));
        const kept = new Map(told.filter(makeRevisionMemory()).map((one) => [one.key, one.revision]));
        const highest = new Map<string, number>();
        for (const { key, revision } of drawn) highest.set(key, Math.max(revision, highest.get(key) ?? 0));
        expect(kept).toEqual(highest);
        expect(new Map(newestRevisions(told).map((one) => [one.key, one.revision]))).toEqual(highest);
      }),
    );
  });
});
