import { describe, expect, it } from 'vitest';
import { makeKeeperTest } from './keeper-setup.ts';

describe('a run of the keeper', () => {
  it('is one however many pokes ask for it', async () => {
    const { run, lane, deps } = await makeKeeperTest(1);
    await lane(0, { done: 140 });
    deps.operations.length = 0;
    expect(await run('tick', 'crossed', 'crossed', 'tick')).toEqual([]);
    expect(deps.operations.filter((name) => name === 'readWatermark')).toHaveLength(1);
    expect(deps.operations.filter((name) => name === 'writeWatermark')).toHaveLength(1);
  });

  it('writes no watermark that has not changed', async () => {
    const { run, lane, deps } = await makeKeeperTest(1);
    await lane(0, { done: 140 });
    await run();
    deps.operations.length = 0;
    await run();
    expect(deps.operations).not.toContain('writeWatermark');
    expect(deps.operations).toContain('marksThrough');
  });

  it('announces nothing while there is no watermark', async () => {
    const { run, deps } = await makeKeeperTest(1);
    deps.operations.length = 0;
    expect(await run()).toEqual([]);
    expect(deps.operations).not.toContain('raiseFiredThrough');
    expect(deps.operations).not.toContain('marksThrough');
  });

  it('announces what a run before it could not, though the watermark is the same', async () => {
    const { run, lane, mark, deps, firedThrough } = await makeKeeperTest(1);
    await lane(0, { done: 140 });
    await mark('by-shop', 0);
    deps.fail('raiseFiredThrough', 'request lost');
    await run();
    expect(await firedThrough()).toBeNull();
    await run();
    expect(await firedThrough()).toBe(120);
    expect(deps.twins.tasks.takeAll()).toHaveLength(1);
  });

  it.each([
    'readWatermark',
    'listShards',
    'identify',
    'listProgress',
    'writeWatermark',
    'readControls',
    'raiseFiredThrough',
    'marksThrough',
    'sendTasks',
  ])('that fails for a moment at %s holds no poke up, and the next makes up for it', async (operation) => {
    const { run, lane, mark, deps } = await makeKeeperTest(1);
    await lane(0, { done: 140 });
    await mark('by-shop', 0);
    deps.fail(operation, 'request lost');
    expect(await run('tick', 'crossed')).toEqual([]);
    expect(deps.log.lines.some((line) => line.startsWith('warn transient failure'))).toBe(true);
    deps.twins.tasks.takeAll();
    await run();
    await run('drain');
    expect(deps.twins.tasks.takeAll().length).toBeGreaterThan(0);
  });

  it('throws what is no transient failure, for an alarm', async () => {
    const { run, deps } = await makeKeeperTest(1);
    deps.fail('listProgress', 'unknown error');
    await expect(run()).rejects.toThrow('listProgress failed in a way that nobody knows');
  });

  it('yields to another that moved the watermark meanwhile, and announces nothing on a stale one', async () => {
    const { run, start, lane, mark, watermark, deps } = await makeKeeperTest(1);
    await lane(0, { done: 140 });
    await mark('by-shop', 0);
    const other = start();
    deps.before('writeWatermark', async () => {
      await lane(0, { done: 200 });
      await other();
      deps.operations.length = 0;
    });
    expect(await run()).toEqual([]);
    expect(await watermark()).toBe(190);
    expect(deps.operations).not.toContain('raiseFiredThrough');
  });

  it('looks at its lanes again after a look that failed for a moment', async () => {
    const { run, lane, watermark, deps, at } = await makeKeeperTest(2);
    await lane(0, { done: 140 });
    at(10);
    deps.fail('lookAfter', 'throttled', 2);
    await run();
    expect(await watermark()).toBe(130);
  });
});
