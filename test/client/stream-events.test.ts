import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  PutRecordCommand,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import { describe, expect, it } from 'vitest';
import { makeKinesisStreamReader } from '../../src/adapters/aws/kinesis-stream-reader.ts';
import { systemClock } from '../../src/adapters/aws/system-clock.ts';
import { makeReadRecord } from '../../src/client/event-reader.ts';
import type { Explanation, LaneShare } from '../../src/client/explain-result.ts';
import { findEvents } from '../../src/client/find-events.ts';
import { followEvents } from '../../src/client/follow-events.ts';
import { packRecord } from '../../src/codecs/kpl/pack-record.ts';
import { seconds } from '../../src/engine/index.ts';
import { planOf } from '../../src/engine/plan.ts';
import { encodePosition } from '../../src/engine/position.ts';
import readings from '../cli/pipelines/readings.ts';
import { sharedHarness, uniqueName } from '../embedded/services/harness.ts';

const aws = sharedHarness();
const SHARD = 'shardId-000000000000';
const plan = planOf(readings);
/** The beginning of a window of a second that is over. */
const start = Math.floor(systemClock.nowMs() / seconds(1)) * seconds(1) - seconds(1);

async function makeStream() {
  const client = aws().kinesis;
  const streamName = uniqueName('stream');
  await client.send(new CreateStreamCommand({ StreamName: streamName, ShardCount: 1 }));
  const isActive = async (): Promise<void> => {
    const summary = await client.send(new DescribeStreamSummaryCommand({ StreamName: streamName }));
    if (summary.StreamDescriptionSummary?.StreamStatus !== 'ACTIVE') await isActive();
  };
  await isActive();
  const kinesis = { client, streamName, clock: { nowMs: systemClock.nowMs, after: () => Promise.resolve() } };
  const stream = makeKinesisStreamReader(kinesis);
  const readRecord = makeReadRecord(plan, { versionById: async () => undefined });
  const put = async (data: object | string | Uint8Array): Promise<string> => {
    const text = typeof data === 'string' || data instanceof Uint8Array ? data : JSON.stringify(data);
    const command = new PutRecordCommand({ StreamName: streamName, PartitionKey: 'k', Data: Buffer.from(text) });
    return encodePosition((await client.send(command)).SequenceNumber ?? '');
  };
  return { deps: { plan, kinesis, stream, readRecord }, client, streamName, isActive, put };
}

const reading = (sensor: string, atMs = start, celsius = 1) => ({ sensor, atMs, celsius });

function laneShare(applied: string, n: number): LaneShare {
  return { shardId: SHARD, applied, n, measures: {}, expiresAtMs: null };
}

function explanation(change: Partial<Explanation>): Explanation {
  return {
    aggregation: 'perSensor',
    generation: 1,
    key: 'roof',
    windowStartMs: start,
    windowEndMs: start + seconds(1),
    lanes: [],
    redriven: [],
    merged: undefined,
    stored: undefined,
    isMarked: false,
    control: undefined,
    verdict: { kind: 'same', line: '' },
    ...change,
  };
}

describe('the events of a result', () => {
  it('are those of its key and window up to where the share of their lane ends', async () => {
    const { deps, put } = await makeStream();
    const first = await put(reading('roof', start + 1, 3));
    await put(reading('cellar'));
    await put(reading('roof', start - 1));
    await put('no event');
    const last = await put(reading('roof', start + 2, 4));
    await put(reading('roof', start + 3));
    const found = await findEvents(deps, explanation({ lanes: [laneShare(last, 2)] }));
    expect(found).toMatchObject({ found: 2, counted: 2, looked: 5, isWhole: true });
    expect(found.events).toMatchObject([
      {
        shardId: SHARD,
        position: first,
        eventType: 'reading',
        eventTimeMs: start + 1,
        event: { celsius: 3 },
        times: 1,
        isRedriven: false,
      },
      { position: last, event: { celsius: 4 } },
    ]);
  });

  it('are inside packed records too, up to where the share ends there', async () => {
    const { deps, put } = await makeStream();
    const events = [1, 2, 3].map((n) => reading('roof', start + n));
    const packed = packRecord(
      events.map((event) => ({ partitionKey: 'roof', data: Buffer.from(JSON.stringify(event)) })),
    );
    const position = await put(packed);
    const found = await findEvents(deps, explanation({ lanes: [laneShare(`${position}/0000001`, 2)] }));
    expect(found.events.map((event) => event.position)).toEqual([`${position}/0000000`, `${position}/0000001`]);
    const all = await findEvents(deps, explanation({ lanes: [laneShare(`${position}/9999999`, 3)] }));
    expect(all.events.at(-1)).toMatchObject({ position: `${position}/9999999`, partitionKey: 'roof' });
  });

  it('are redriven events too, each by its place, wherever the share of the lane ends', async () => {
    const { deps, put } = await makeStream();
    await put(reading('roof'));
    const redriven = await put(reading('roof', start, 9));
    const shares = { redriven: [{ ...laneShare(redriven, 1), decision: undefined }] };
    const found = await findEvents(deps, explanation(shares));
    expect(found).toMatchObject({ found: 1, counted: 1, events: [{ position: redriven, isRedriven: true }] });
  });

  it('are given up to a number, and looked for up to another', async () => {
    const { deps, put } = await makeStream();
    let last = '';
    for (let sent = 0; sent < 5; sent += 1) last = await put(reading('roof'));
    const lanes = [laneShare(last, 5)];
    const some = await findEvents(deps, explanation({ lanes }), { limit: 2 });
    expect([some.events.length, some.found, some.isWhole]).toEqual([2, 5, true]);
    const fewer = await findEvents(deps, explanation({ lanes }), { maxRecords: 3 });
    expect([fewer.found, fewer.looked, fewer.isWhole]).toEqual([3, 3, false]);
    const none = await findEvents(deps, explanation({ lanes }), { signal: AbortSignal.abort() });
    expect([none.looked, none.isWhole]).toEqual([0, false]);
  });

  it('that have left the stream are missing, and so is a shard that is gone', async () => {
    const { deps } = await makeStream();
    const gone = { ...laneShare(encodePosition('9'), 3), shardId: 'shardId-000000000009' };
    expect(await findEvents(deps, explanation({ lanes: [gone] }))).toMatchObject({ found: 0, counted: 3, looked: 0 });
  });
});

describe('following events', () => {
  it('gives those that arrive from now on, decoded, through a split of their shard', async () => {
    const { deps, put, client, streamName, isActive } = await makeStream();
    await put(reading('roof', start, 1));
    const controller = new AbortController();
    const events = followEvents(deps, { signal: controller.signal });
    const given: string[] = [];
    const started = events.next();
    // Its first look has to come before what is to be seen.
    await eventuallyAfter(async () => void (await put('no event')), started);
    const first = (await started).value;
    given.push(`${first?.eventType ?? '–'} ${first?.problem?.slice(0, 11)}`);

    const half = String(2n ** 127n);
    await client.send(new SplitShardCommand({ StreamName: streamName, ShardToSplit: SHARD, NewStartingHashKey: half }));
    await isActive();
    await put(reading('cellar', start, 7));
    for await (const { eventType, event, shardId, problem } of events) {
      if (problem !== undefined) continue;
      given.push(`${eventType} ${JSON.stringify(event)} ${shardId === SHARD}`);
      controller.abort();
    }
    expect(given).toEqual(['– UNDECODABLE', `reading ${JSON.stringify(reading('cellar', start, 7))} false`]);
  });
});

/** Does something again and again until a promise is settled. */
async function eventuallyAfter(step: () => Promise<void>, settled: Promise<unknown>): Promise<void> {
  let isSettled = false;
  void settled.then(() => {
    isSettled = true;
  });
  while (!isSettled) await step();
}
