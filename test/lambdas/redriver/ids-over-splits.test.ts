import { describe, expect, test } from 'vitest';
import { hours } from '../../../src/engine/index.ts';
import { LANE } from '../../support/sales.ts';
import { makeIdsTest, OLD, oak, STEPS, sale } from './ids-setup.ts';

describe('an event that is redriven after its shard was split', () => {
  const KEY = 'ash';

  test('is compared with what came to the shard that its partition key falls to now', async () => {
    const run = makeIdsTest();
    await run.process(OLD, oak(1, 'a'));
    const child = run.split(LANE.shardId, KEY);
    // The same id in the child, from a processor that has left the parent.
    await run.process(OLD, sale(2, 'a', { at: 5, shardId: child }));
    await run.start().work();
    expect(await run.decisions()).toEqual(['1 rejected duplicate done']);
  });

  test('waits for a list of shards that has its own, since nobody else knows what that descends from', async () => {
    const run = makeIdsTest();
    await run.process({}, sale(1, 'a'));
    const child = run.split(LANE.shardId, KEY);
    await run.process(OLD, oak(2, 'a', { at: 5, shardId: child }));
    const listShards = async () => (await run.deps.stream.listShards()).filter(({ shardId }) => shardId !== child);
    expect(await run.start({}, { stream: { ...run.deps.stream, listShards } }).work()).toBe(1);
    const lane = { ...LANE, shardId: child };
    expect(await run.decisions(lane)).toEqual([]);
    run.pass(hours(1));
    await run.start().work();
    expect(await run.decisions(lane)).toEqual(['2 rejected duplicate done']);
  });

  test('makes later copies in that shard duplicates', async () => {
    for (const isWarm of [true, false]) {
      const run = makeIdsTest();
      await run.process(OLD, oak(1, 'a'), sale(2, 'z', { at: 1 }));
      const child = run.split(LANE.shardId, KEY);
      const warm = run.startProcessor();
      await warm(sale(3, 'b', { at: 4, shardId: child }));
      await run.start().work();
      const next = isWarm ? warm : run.startProcessor();
      await next(sale(4, 'a', { at: 5, shardId: child }));
      expect(await run.counted('patient')).toEqual({ all: 3 });
    }
  });

  test('also where nothing has come to the child yet', async () => {
    const run = makeIdsTest();
    await run.process(OLD, oak(1, 'a'), sale(2, 'z', { at: 1 }));
    const child = run.split(LANE.shardId, KEY);
    await run.start().work();
    await run.process({}, sale(3, 'a', { at: 5, shardId: child }));
    expect(await run.counted('patient')).toEqual({ all: 2 });
  });

  test('also where the child is met for the first time at any of its steps', async () => {
    for (const step of STEPS) {
      const run = makeIdsTest();
      await run.process(OLD, oak(1, 'a'), sale(2, 'z', { at: 1 }));
      const child = run.split(LANE.shardId, KEY);
      run.deps.before(step, () => run.process({}, sale(3, 'a', { at: 5, shardId: child })));
      await run.start().work();
      run.pass(hours(1));
      await run.start().work();
      await run.process({}, sale(4, 'a', { at: 6, shardId: child }));
      expect(await run.counted('patient'), `met before ${step}`).toEqual({ all: 2 });
    }
  });
});
