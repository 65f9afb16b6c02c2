import { describe, expect, it } from 'vitest';
import { LANE, OTHER_LANE, type SaleGiven } from '../../support/sales.ts';
import { makeDedupeTest, sale } from './duplicates-setup.ts';
import type { ProcessorTest } from './processor-setup.ts';

describe('shards that split and merge', () => {
  const [CHILD, OTHER_CHILD, GRANDCHILD] = [2, 3, 4].map((shard) => `shardId-00000000000${shard}`);
  if (!CHILD || !OTHER_CHILD || !GRANDCHILD) throw new Error('three shards');
  const inShard = (shardId: string, sequenceNumber: number, id: string, given: SaleGiven = {}) =>
    sale(sequenceNumber, id, { ...given, shardId });

  const duplicatesOf = async ({ deps }: ProcessorTest, shardId: string) =>
    (await deps.twins.state.readProgress({ ...LANE, shardId })).counts.duplicate;

  it('hand their ids on to the children of a split', async () => {
    const test = makeDedupeTest();
    const { stream } = test.deps.twins;
    await test.process(sale(1, 'a'), sale(2, 'b'));
    stream.close(LANE.shardId);
    stream.open(CHILD, LANE.shardId);
    stream.open(OTHER_CHILD, LANE.shardId);
    await test.process(inShard(CHILD, 10, 'a'), inShard(CHILD, 11, 'c'));
    await test.start()(inShard(OTHER_CHILD, 10, 'b'), inShard(OTHER_CHILD, 11, 'd'));
    await test.start()(inShard(CHILD, 12, 'c'), inShard(CHILD, 13, 'a'));
    expect(await duplicatesOf(test, CHILD)).toBe(3);
    expect(await duplicatesOf(test, OTHER_CHILD)).toBe(1);
    expect(await test.counted('by-shop')).toEqual({ ash: 4 });
  });

  it('hand their ids on to the child of a merge', async () => {
    const test = makeDedupeTest();
    const { stream } = test.deps.twins;
    await test.process(sale(1, 'a'));
    await test.process(inShard(OTHER_LANE.shardId, 1, 'b'));
    for (const { shardId } of [LANE, OTHER_LANE]) stream.close(shardId);
    stream.open(CHILD, LANE.shardId, OTHER_LANE.shardId);
    await test.start()(inShard(CHILD, 5, 'a'), inShard(CHILD, 6, 'b'), inShard(CHILD, 7, 'c'));
    expect(await duplicatesOf(test, CHILD)).toBe(2);
    expect(await test.counted('by-shop')).toEqual({ ash: 3 });
  });

  it('hand ids on over generations that come within one horizon', async () => {
    const test = makeDedupeTest();
    const { stream } = test.deps.twins;
    await test.process(sale(1, 'a'));
    stream.close(LANE.shardId);
    stream.open(CHILD, LANE.shardId);
    stream.open(OTHER_CHILD, LANE.shardId);
    await test.process(inShard(CHILD, 5, 'b'));
    stream.close(CHILD);
    stream.close(OTHER_CHILD);
    stream.open(GRANDCHILD, CHILD, OTHER_CHILD);
    await test.start()(inShard(GRANDCHILD, 9, 'a'), inShard(GRANDCHILD, 10, 'b'));
    expect(await duplicatesOf(test, GRANDCHILD)).toBe(2);
  });

  it('are not asked for where the lane itself goes back beyond the horizon', async () => {
    const test = makeDedupeTest();
    await test.process(sale(1, 'a', { arrival: 0 }));
    await test.process(sale(2, 'b', { arrival: 1_000 }));
    test.deps.operations.length = 0;
    await test.start()(sale(3, 'b', { arrival: 1_001 }));
    expect(test.deps.operations).not.toContain('listShards');
    await test.start()(sale(4, 'c', { arrival: 600 }));
    expect(test.deps.operations).toContain('listShards');
  });

  it('hold a lane that is not listed yet: what it descends from is not known', async () => {
    const test = makeDedupeTest();
    const { stream } = test.deps.twins;
    await test.process(sale(1, 'a'));
    stream.close(LANE.shardId);
    expect(await test.process(inShard(CHILD, 5, 'a'))).toEqual(['5']);
    stream.open(CHILD, LANE.shardId);
    expect(await test.process(inShard(CHILD, 5, 'a'))).toEqual([]);
    expect(await duplicatesOf(test, CHILD)).toBe(1);
  });
});
