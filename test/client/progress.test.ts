import { describe, expect, it } from 'vitest';
import { readLanes, unreadShards } from '../../src/client/lanes.ts';
import { readProgress } from '../../src/client/progress.ts';
import { hours } from '../../src/engine/index.ts';
import { NO_COUNTS, NO_PROGRESS } from '../../src/engine/progress.ts';
import { NO_WATERMARK } from '../../src/engine/watermark.ts';
import { lane, makeWorld, plan, progressThrough, STREAM } from './support.ts';

const [first, second, third] = [lane(0), lane(1), lane(2)];

describe('lanes', () => {
  it('are the stream’s shards, and those that are gone but were processed', async () => {
    const { stream, store } = makeWorld();
    stream.open(second.shardId);
    stream.open(third.shardId);
    stream.close(second.shardId);
    await store.writeProgress(first, progressThrough(7), 0);
    await store.writeProgress(second, progressThrough(9), 0);

    const lanes = await readLanes({ stream, store });

    expect(lanes.map(({ shardId, state }) => [shardId, state])).toEqual([
      [first.shardId, 'expired'],
      [second.shardId, 'closed'],
      [third.shardId, 'open'],
    ]);
    expect(lanes[2]?.progress).toEqual(NO_PROGRESS);
  });

  it('of another stream of the same name are not among them', async () => {
    const { stream, store } = makeWorld();
    await store.writeProgress({ ...first, streamCreatedMs: STREAM.streamCreatedMs + 1 }, progressThrough(7), 0);
    expect(await readLanes({ stream, store })).toEqual([]);
  });

  it('are unread while their shard holds a record after their progress', async () => {
    const { stream, store } = makeWorld();
    for (const { shardId } of [second, third]) {
      stream.open(shardId);
      stream.append(shardId, '5', '6');
    }
    await store.writeProgress(first, progressThrough(4), 0);
    await store.writeProgress(second, progressThrough(6), 0);
    await store.writeProgress(third, progressThrough(5), 0);
    expect(await unreadShards(stream, await readLanes({ stream, store }))).toEqual([third.shardId]);
  });
});

describe('progress', () => {
  it('sums how records came out over all lanes', async () => {
    const world = makeWorld();
    const hourly = { counted: 3, filtered: 1, tooLate: 1 };
    const counts = { ...NO_COUNTS, read: 6, accepted: 5, rejected: 1, aggregations: { hourly } };
    await world.store.writeProgress(first, progressThrough(6, { counts }), 0);
    await world.store.writeProgress(second, progressThrough(12, { counts }), 0);
    expect((await readProgress(world)).counts).toEqual({
      read: 12,
      accepted: 10,
      duplicate: 0,
      rejected: 2,
      ignored: 0,
      aggregations: { hourly: { counted: 6, filtered: 2, tooLate: 2 } },
    });
  });

  it('tells the watermark and how far each aggregation has fired', async () => {
    const world = makeWorld();
    expect(await readProgress(world)).toMatchObject({
      watermarkMs: null,
      aggregations: [{ name: 'hourly', generation: 1, firedThroughMs: null }],
    });

    const layout = plan.aggregations[0]?.layout ?? { partitions: 1, buckets: 1, codec: 'slots-1' };
    const none = { expiredThroughMs: null, collectedThroughMs: null };
    const control = { generation: 1, definitionHash: 'h', layout, ...none };
    await world.store.ensureControl({ ...control, aggregation: 'hourly', firedThroughMs: hours(2) });
    await world.store.ensureControl({ ...control, aggregation: 'hourly', generation: 2, firedThroughMs: hours(9) });
    await world.store.writeWatermark({ ...NO_WATERMARK, watermarkMs: hours(2) + 5 }, 0);
    expect(await readProgress(world)).toMatchObject({
      watermarkMs: hours(2) + 5,
      aggregations: [{ name: 'hourly', generation: 1, firedThroughMs: hours(2) }],
    });
  });
});
