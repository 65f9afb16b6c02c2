import { describe, expect, it } from 'vitest';
import { makeNoteUndelivered } from '../../../lambdas/recovery/note-undelivered.ts';
import { NOON_MS, STREAM } from '../../support/sales.ts';
import { IDLE_AFTER_SECONDS, makeKeeperTest, shard } from './keeper-setup.ts';

// Out-of-orderness is 10 s: a lane done through 130 s says 120 s.

describe('the global watermark', () => {
  it('is the least of all active lanes', async () => {
    const { run, lane, watermark } = await makeKeeperTest(3);
    await lane(0, { done: 130 });
    await lane(1, { done: 70 });
    await lane(2, { done: 100 });
    await run();
    expect(await watermark()).toBe(60);
  });

  it('never goes back', async () => {
    const { run, lane, watermark, deps } = await makeKeeperTest(1);
    await lane(0, { done: 130 });
    await run();
    deps.twins.stream.open(shard(1));
    await lane(1, { done: 30, arrival: 0 });
    await run();
    expect(await watermark()).toBe(120);
  });

  it('does not move while a lane that is behind has shown nothing', async () => {
    const { run, lane, watermark, deps } = await makeKeeperTest(2);
    deps.twins.stream.append(shard(1), '7');
    await lane(0, { done: 130 });
    await run();
    expect(await watermark()).toBeNull();
  });

  it('passes over a shard that nothing was ever written to', async () => {
    const { run, lane, watermark } = await makeKeeperTest(2);
    await lane(0, { done: 130 });
    await run();
    expect(await watermark()).toBe(120);
  });

  it('is held by a lane that is silent but has records left: that is no idleness', async () => {
    const { run, lane, watermark, deps, at } = await makeKeeperTest(2);
    deps.twins.stream.append(shard(1), '1', '2');
    await lane(1, { done: 20 });
    await lane(0, { done: 500 });
    at(500);
    await run();
    expect(await watermark()).toBe(10);
  });

  it('is not held by records that are never delivered, as recovery notes them', async () => {
    const { run, lane, watermark, deps, at } = await makeKeeperTest(2);
    deps.twins.stream.append(shard(1), '1', '2', '3');
    await lane(1, { done: 20 });
    await lane(0, { done: 500 });
    const note = makeNoteUndelivered(deps.state);
    const noted = (number: string) =>
      note({ ...STREAM, shardId: shard(1) }, { startSequenceNumber: number, endSequenceNumber: number });
    at(20 + IDLE_AFTER_SECONDS + 1);
    // In whatever order recovery gets to them.
    await noted('3');
    await run();
    expect(await watermark()).toBe(10);
    await noted('2');
    await run();
    expect(await watermark()).toBe(490);
  });

  it('passes over a lane that is silent and was looked at and is empty', async () => {
    const { run, lane, watermark, deps, at } = await makeKeeperTest(2);
    deps.twins.stream.append(shard(1), '1');
    await lane(1, { done: 20 });
    await lane(0, { done: 500 });
    at(20 + IDLE_AFTER_SECONDS);
    await run();
    // Silent for no longer than allowed: not even looked at.
    expect(await watermark()).toBe(10);
    expect(deps.twins.stream.operations.get('lookAfter')).toBeUndefined();
    at(21 + IDLE_AFTER_SECONDS);
    await run();
    expect(await watermark()).toBe(490);
  });

  it('passes over a closed shard only when it is read to its end, and looks at it no more then', async () => {
    const { run, lane, watermark, deps } = await makeKeeperTest(2);
    deps.twins.stream.append(shard(1), '1', '2');
    deps.twins.stream.close(shard(1));
    await lane(0, { done: 130 });
    await lane(1, { done: 30, arrival: 130 });
    await run();
    expect(await watermark()).toBe(20);
    await lane(1, { done: 31, arrival: 130, position: '0012' });
    await run();
    expect(await watermark()).toBe(120);
    const looks = deps.twins.stream.operations.get('lookAfter');
    await run();
    expect(deps.twins.stream.operations.get('lookAfter')).toBe(looks);
  });

  it('waits for the children of a shard that closed after the shards were listed', async () => {
    const { run, lane, watermark, deps, at } = await makeKeeperTest(1);
    const { stream } = deps.twins;
    stream.append(shard(0), '1');
    await lane(0, { done: 30 });
    at(300);
    deps.before('lookAfter', async () => {
      stream.close(shard(0));
      stream.open(shard(1));
      stream.append(shard(1), '5');
    });
    await deps.twins.state.raiseDrainFloor(NOON_MS + 9_000_000);
    await run();
    expect(await watermark()).toBe(20);
    await run();
    expect(await watermark()).toBe(20);
    await lane(1, { done: 400, position: '0015' });
    await run();
    expect(await watermark()).toBe(9_000);
  });

  it('does not take the shards of a stream made anew for those of the one before', async () => {
    const { run, lane, watermark, deps, at } = await makeKeeperTest(1);
    deps.twins.stream.append(shard(0), '1');
    deps.twins.stream.close(shard(0));
    await lane(0, { done: 30 });
    at(300);
    await run();
    const remade = { ...deps.twins.stream, identify: async () => ({ streamName: 'events', streamCreatedMs: 2_000 }) };
    deps.twins.stream.open(shard(0));
    deps.twins.stream.append(shard(0), '9');
    Object.assign(deps.twins.stream, { identify: remade.identify });
    await deps.twins.state.raiseDrainFloor(NOON_MS + 9_000_000);
    await run();
    expect(await watermark()).toBe(20);
  });

  it('moves on with the clock where all lanes are idle and the policy says so, from where it stood', async () => {
    const { run, lane, watermark, at } = await makeKeeperTest(1, { watermark: { idle: 'clock' } });
    await lane(0, { done: 30 });
    at(200);
    await run();
    expect(await watermark()).toBe(20);
    at(260);
    await run();
    expect(await watermark()).toBe(80);
  });

  it('stays where all lanes are idle and the policy says hold', async () => {
    const { run, lane, watermark, at } = await makeKeeperTest(1);
    await lane(0, { done: 30 });
    for (const now of [200, 260]) {
      at(now);
      await run();
    }
    expect(await watermark()).toBe(20);
  });

  it('follows arrivals at the hold limit past a lane of rejects', async () => {
    const { run, lane, watermark } = await makeKeeperTest(2, { watermark: { maxHoldMs: 60_000 } });
    await lane(0, { done: 500 });
    await lane(1, { arrival: 400 });
    await run();
    expect(await watermark()).toBe(340);
  });
});

describe('a drain floor', () => {
  it('is honoured once every lane is proven empty, also lanes heard from just now', async () => {
    const { run, lane, watermark, deps } = await makeKeeperTest(2);
    deps.twins.stream.append(shard(0), '1', '2');
    await lane(0, { done: 30 });
    await deps.twins.state.raiseDrainFloor(NOON_MS + 600_000);
    await run('drain');
    expect(await watermark()).toBe(20);
    await lane(0, { done: 30, position: '0012' });
    await run('drain');
    expect(await watermark()).toBe(600);
  });

  it('is honoured by a tick too, so that a lost drain poke costs only time', async () => {
    const { run, watermark, deps } = await makeKeeperTest(1);
    await deps.twins.state.raiseDrainFloor(NOON_MS + 600_000);
    await run('tick');
    expect(await watermark()).toBe(600);
  });

  it('is not honoured while a child of a reshard has never been read', async () => {
    const { run, lane, watermark, deps } = await makeKeeperTest(1);
    const { stream, state } = deps.twins;
    stream.append(shard(0), '1');
    await lane(0, { done: 30 });
    stream.close(shard(0));
    stream.open(shard(1));
    stream.append(shard(1), '2');
    await state.raiseDrainFloor(NOON_MS + 600_000);
    await run();
    expect(await watermark()).toBeNull();
    await lane(1, { done: 40, position: '0012' });
    await run();
    expect(await watermark()).toBe(600);
  });

  it('stops the extra looks once it is reached', async () => {
    const { run, lane, deps } = await makeKeeperTest(1);
    deps.twins.stream.append(shard(0), '1');
    await lane(0, { done: 30 });
    await deps.twins.state.raiseDrainFloor(NOON_MS + 600_000);
    await run();
    expect(deps.twins.stream.operations.get('lookAfter')).toBe(1);
    await run();
    expect(deps.twins.stream.operations.get('lookAfter')).toBe(1);
  });
});
