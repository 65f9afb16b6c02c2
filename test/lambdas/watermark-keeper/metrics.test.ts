import { describe, expect, it } from 'vitest';
import { type Counts, NO_COUNTS } from '../../../src/engine/progress.ts';
import { makeTelemetryBook } from '../../support/telemetry-book.ts';
import { IDLE_AFTER_SECONDS, makeKeeperTest, type PokeKind, shard } from './keeper-setup.ts';

async function makeMeasuredKeeper(shardCount: number) {
  const telemetry = makeTelemetryBook();
  const keeper = await makeKeeperTest(shardCount, {}, telemetry);
  /** The lines of one run: the pipeline's, and each aggregation's. */
  const measure = async (...kinds: readonly PokeKind[]) => {
    await keeper.run(...kinds);
    const [pipeline, ...aggregations] = telemetry.takeLines();
    const of = (name: string) => aggregations.find(({ aggregation }) => aggregation === name)?.values;
    return { pipeline: pipeline?.values, byShop: of('by-shop'), patient: of('patient') };
  };
  /** Puts an unread record on a shard. */
  const send = (shardNumber: number): void =>
    deps.twins.stream.append(shard(shardNumber), {
      sequenceNumber: '900',
      arrivalMs: 0,
      partitionKey: 'key',
      data: Buffer.from('{}'),
    });
  const { deps } = keeper;
  return { ...keeper, telemetry, measure, send };
}

/** Outcomes of events that were all counted by `by-shop`, but for those named. */
function countsOf(accepted: number, byShop: Partial<Counts['aggregations'][string]> = {}): Counts {
  const counted = { counted: accepted, filtered: 0, tooLate: 0 };
  return {
    ...NO_COUNTS,
    read: accepted,
    accepted,
    aggregations: { 'by-shop': { ...counted, ...byShop }, patient: counted },
  };
}

describe('the keeper tells', () => {
  it('how far the watermark is behind, and nothing of it where there is none', async () => {
    const { measure, lane, at } = await makeMeasuredKeeper(1);
    expect((await measure()).pipeline).not.toHaveProperty('WatermarkLag');
    await lane(0, { done: 140 });
    at(200);
    // 140 s, less 10 s that events may be out of order.
    expect((await measure()).pipeline).toMatchObject({ WatermarkLag: 70_000 });
    await lane(0, { done: 400 });
    expect((await measure()).pipeline).toMatchObject({ WatermarkLag: 0 });
  });

  it('how lanes are doing: one is stalled that holds unread records and does not move', async () => {
    const { measure, lane, send, at } = await makeMeasuredKeeper(3);
    for (const number of [0, 1, 2]) await lane(number, { done: 0 });
    expect((await measure()).pipeline).toMatchObject({ LanesActive: 3, LanesIdle: 0, LanesStalled: 0 });
    for (const number of [0, 1]) send(number);
    at(IDLE_AFTER_SECONDS + 1);
    expect((await measure()).pipeline).toMatchObject({ LanesActive: 2, LanesIdle: 1, LanesStalled: 0 });
    at(IDLE_AFTER_SECONDS + 11);
    expect((await measure('crossed')).pipeline).toMatchObject({ LanesActive: 2, LanesIdle: 1, LanesStalled: 0 });
    await lane(1, { done: 0, position: '0012' });
    at(IDLE_AFTER_SECONDS + 61);
    expect((await measure()).pipeline).toMatchObject({ LanesActive: 1, LanesIdle: 1, LanesStalled: 1 });
    await lane(0, { done: 0, position: '0012' });
    expect((await measure()).pipeline).toMatchObject({ LanesActive: 2, LanesIdle: 1, LanesStalled: 0 });
  });

  it('how many events read have no outcome, or two, in whichever lane', async () => {
    const { measure, lane } = await makeMeasuredKeeper(2);
    await lane(0, { done: 0, counts: countsOf(10) });
    expect((await measure()).pipeline).toMatchObject({ EventsUnaccounted: 0 });
    await lane(0, { done: 0, counts: { ...countsOf(10), read: 13 } });
    await lane(1, { done: 0, counts: { ...countsOf(10), read: 8 } });
    expect((await measure()).pipeline).toMatchObject({ EventsUnaccounted: 5 });
  });

  it('how many events accepted an aggregation has not placed, or has placed twice, in whichever lane', async () => {
    const { measure, lane } = await makeMeasuredKeeper(2);
    await lane(0, { done: 0, counts: countsOf(100, { counted: 97, filtered: 1, tooLate: 2 }) });
    expect((await measure()).byShop).toMatchObject({ EventsMisplaced: 0 });
    await lane(0, { done: 0, counts: countsOf(110, { counted: 104, filtered: 1, tooLate: 2 }) });
    expect((await measure()).byShop).toMatchObject({ EventsMisplaced: 3 });
    await lane(1, { done: 0, counts: countsOf(10, { counted: 12 }) });
    expect((await measure()).byShop).toMatchObject({ EventsMisplaced: 5 });
  });

  it('no event as misplaced that was accepted while the pipeline did not have the aggregation', async () => {
    const { measure, lane } = await makeMeasuredKeeper(2);
    // Nothing of this lane has been read since it was added.
    await lane(0, { done: 0, counts: { ...NO_COUNTS, read: 60, accepted: 60 } });
    await lane(1, { done: 0, counts: countsOf(100, { counted: 40, filtered: 1, tooLate: 2, absent: 57 }) });
    expect((await measure()).byShop).toMatchObject({ EventsMisplaced: 0 });
    await lane(1, { done: 0, counts: countsOf(102, { counted: 41, filtered: 1, tooLate: 2, absent: 57 }) });
    expect((await measure()).byShop).toMatchObject({ EventsMisplaced: 1 });
  });

  it('which window-partitions are open, every minute, and which have fired and wait, on each run', async () => {
    const { measure, lane, mark } = await makeMeasuredKeeper(1);
    await mark('by-shop', 300);
    expect((await measure()).byShop).toMatchObject({ OpenWindows: 1, WindowsWaiting: 0 });
    for (const start of [0, 60, 240]) await mark('by-shop', start);
    await mark('patient', 300);
    await lane(0, { done: 140 });
    const { byShop, patient } = await measure();
    expect(byShop).toMatchObject({ OpenWindows: 2, WindowsWaiting: 2 });
    expect(patient).toMatchObject({ OpenWindows: 1, WindowsWaiting: 0 });
    const poked = await measure('crossed', 'crossed');
    expect(poked.byShop).not.toHaveProperty('OpenWindows');
    expect(poked.byShop).toMatchObject({ WindowsWaiting: 2 });
  });

  it('all else where open windows cannot be counted, which fails no run', async () => {
    const { run, lane, deps, telemetry } = await makeMeasuredKeeper(1);
    await lane(0, { done: 140 });
    await run();
    telemetry.takeLines();
    // Announcing has asked for the marks of both aggregations before.
    let queries = 0;
    const failThird = async (): Promise<void> => {
      queries += 1;
      if (queries === 3) deps.fail('marksThrough', 'unknown error', 2);
      else deps.before('marksThrough', failThird);
    };
    deps.before('marksThrough', failThird);
    expect(await run()).toEqual([]);
    expect(queries).toBe(3);
    for (const { values } of telemetry.takeLines().slice(1)) {
      expect(values).not.toHaveProperty('OpenWindows');
      expect(values).toHaveProperty('WindowsWaiting');
    }
  });

  it('in one line of its pipeline, also where windows cannot be announced', async () => {
    const { run, lane, deps, telemetry } = await makeMeasuredKeeper(1);
    await lane(0, { done: 140 });
    deps.fail('raiseFiredThrough', 'throttled');
    await run('tick', 'crossed');
    expect(telemetry.takeLines().map(({ aggregation }) => aggregation)).toEqual([undefined]);
    await run('tick', 'crossed');
    expect(telemetry.takeLines().map(({ aggregation }) => aggregation)).toEqual([undefined, 'by-shop', 'patient']);
  });

  it('what costs no read where nobody looks', async () => {
    const { run, deps } = await makeKeeperTest(1);
    deps.operations.length = 0;
    await run('tick');
    expect(deps.operations).not.toContain('marksThrough');
  });
});
