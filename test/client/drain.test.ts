import { describe, expect, it } from 'vitest';
import { type DrainDeps, type DrainOptions, drain as drainPipeline } from '../../src/client/drain.ts';
import type { QueueDepth } from '../../src/client/queues.ts';
import { hours, minutes } from '../../src/engine/index.ts';
import { RetryableError } from '../../src/ports/errors.ts';
import { hourWindow, lane, makeWorld, progressThrough } from './support.ts';

const EMPTY: QueueDepth = { visible: 0, inFlight: 0, delayed: 0 };
const { shardId } = lane(0);

interface Run extends ReturnType<typeof makeWorld> {
  tasks: QueueDepth;
  retry: QueueDepth;
  readonly pokes: { readonly atMs: number; readonly id: string }[];
}

interface Script {
  readonly onPoke?: (run: Run) => Promise<void>;
  readonly onTick?: (run: Run) => Promise<void>;
}

/** A pipeline that moves only when it is poked or time passes: `onPoke` and `onTick` play the functions' parts. */
function makeRun(script: Script) {
  const world = makeWorld();
  let nowMs = 0;
  const run: Run = { ...world, tasks: EMPTY, retry: EMPTY, pokes: [] };
  const deps: DrainDeps = {
    ...world,
    readDepth: async (url) => (url === 'tasks' || url === 'retry' ? run[url] : EMPTY),
    resources: {
      queues: { tasks: 'tasks', pokes: '', retry: 'retry', dlq: '', late: '', undeliverable: '', unrecovered: '' },
    },
    pokes: {
      poke: async ({ id }) => {
        run.pokes.push({ atMs: nowMs, id });
        await script.onPoke?.(run);
      },
    },
    clock: {
      nowMs: () => nowMs,
      after: async (delayMs) => {
        nowMs += delayMs;
        await script.onTick?.(run);
      },
    },
  };
  return { run, drain: (options?: DrainOptions) => drainPipeline(deps, options) };
}

const mark = { window: hourWindow(5, 0), nonce: 'first' };

/** One record, read, of half past five. */
async function readOneRecord({ stream, store }: Run): Promise<void> {
  stream.open(shardId);
  stream.append(shardId, '1');
  await store.ensureMark(mark);
  await store.writeProgress(lane(0), progressThrough(1, { doneMaxEventTimeMs: hours(5) + minutes(30) }), 0);
}

describe('a drain', () => {
  it('of a stream that holds nothing is over at once, without waking the keeper', async () => {
    const { run, drain } = makeRun({});
    run.stream.open(shardId);
    expect(await drain()).toMatchObject({ drained: true, open: [] });
    expect(run.pokes).toEqual([]);
  });

  it('puts the watermark’s floor at the end of the newest window, then wakes the keeper, and waits for the results', async () => {
    const { run, drain } = makeRun({
      onPoke: async ({ store }) => {
        expect((await store.readWatermark()).watermark.drainFloorMs).toBe(hours(6));
        await store.clearMark(mark);
      },
    });
    await readOneRecord(run);
    expect(await drain()).toMatchObject({ drained: true, open: [] });
    expect(run.pokes).toHaveLength(1);
  });

  it('waits until every record is read, and raises the floor to what the last ones bring', async () => {
    const floors: (number | null)[] = [];
    const { run, drain } = makeRun({
      onPoke: async ({ store }) => {
        floors.push((await store.readWatermark()).watermark.drainFloorMs);
      },
      onTick: async ({ store, stream }) => {
        const { version } = await store.readProgress(lane(0));
        if (version > 1) return void (await store.clearMark(mark));
        expect(await stream.lookAfter(shardId, (await store.readProgress(lane(0))).lastPosition)).toBe('records');
        await store.writeProgress(lane(0), progressThrough(2, { doneMaxEventTimeMs: hours(9) }), version);
      },
    });
    await readOneRecord(run);
    run.stream.append(shardId, '2');
    expect(await drain()).toMatchObject({ drained: true });
    // 9:00 sharp lies in the window that ends at 10.
    expect(floors).toEqual([hours(6), hours(10)]);
  });

  it('does not wait for tasks without a mark, such as those that a dead worker holds for minutes', async () => {
    const { run, drain } = makeRun({});
    run.stream.open(shardId);
    run.tasks = { ...EMPTY, inFlight: 1 };
    expect(await drain()).toMatchObject({ drained: true, status: { queues: { tasks: { inFlight: 1 } } } });
  });

  it('does not wait for the retry queue, which a poison letter leaves late, but tells of it', async () => {
    const { run, drain } = makeRun({});
    run.stream.open(shardId);
    expect((await drain()).notes).toEqual([]);
    run.retry = { visible: 1, inFlight: 1, delayed: 1 };
    expect(await drain()).toMatchObject({
      drained: true,
      open: [],
      notes: ['about 3 rejected records are being tried again'],
    });
  });

  it('fires windows of redriven events that are newer than all of the lanes’', async () => {
    const redriven = { window: hourWindow(11, 2), nonce: 'redriven' };
    const floors: (number | null)[] = [];
    const { run, drain } = makeRun({
      onPoke: async ({ store }) => {
        floors.push((await store.readWatermark()).watermark.drainFloorMs);
        await store.clearMark(mark);
        await store.clearMark(redriven);
      },
    });
    await readOneRecord(run);
    await run.store.ensureMark(redriven);
    expect(await drain()).toMatchObject({ drained: true });
    expect(floors).toEqual([hours(12)]);
  });

  it('fires them where no lane has read an event', async () => {
    const redriven = { window: hourWindow(3, 0), nonce: 'redriven' };
    const { run, drain } = makeRun({
      onPoke: async ({ store }) => {
        expect((await store.readWatermark()).watermark.drainFloorMs).toBe(hours(4));
        await store.clearMark(redriven);
      },
    });
    run.stream.open(shardId);
    await run.store.ensureMark(redriven);
    expect(await drain()).toMatchObject({ drained: true });
    expect(run.pokes).toHaveLength(1);
  });

  it('looks again where a look failed in passing, until its time is over', async () => {
    const { run, drain } = makeRun({});
    await readOneRecord(run);
    const { lookAfter } = run.stream;
    let failures = 3;
    run.stream.lookAfter = (...args) => {
      failures -= 1;
      return failures < 0 ? lookAfter(...args) : Promise.reject(new RetryableError('too busy'));
    };
    await run.store.clearMark(mark);
    expect(await drain()).toMatchObject({ drained: true });
    failures = Number.POSITIVE_INFINITY;
    await expect(drain({ timeoutMs: 3_000 })).rejects.toThrow('too busy');
  });

  it('waits for whoever is told of its progress', async () => {
    const { run, drain } = makeRun({});
    run.stream.open(shardId);
    let told = false;
    const onProgress = async (): Promise<void> => {
      await Promise.resolve();
      told = true;
    };
    await drain({ onProgress });
    expect(told).toBe(true);
  });

  it('wakes the keeper again and again, ever more rarely, each time by another poke', async () => {
    const { run, drain } = makeRun({});
    await readOneRecord(run);
    await drain({ timeoutMs: minutes(2) });
    const gaps = run.pokes.map(({ atMs }, index) => atMs - (run.pokes[index - 1]?.atMs ?? 0));
    expect(gaps).toEqual([0, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    expect(new Set(run.pokes.map(({ id }) => id)).size).toBe(run.pokes.length);
  });

  it('says what is still open when its time is over', async () => {
    const { run, drain } = makeRun({});
    await readOneRecord(run);
    run.stream.append(shardId, '2');
    expect(await drain({ timeoutMs: 3_000 })).toMatchObject({
      drained: false,
      open: ['unread records in shardId-000000000000', '1 window not written yet'],
    });
  });
});
