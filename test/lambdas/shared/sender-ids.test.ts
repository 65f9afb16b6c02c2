import { describe, expect, it } from 'vitest';
import { makeSenderIds } from '../../../lambdas/shared/sender-ids.ts';
import { makeMemoryStateStore } from '../../../src/adapters/memory/memory-state-store.ts';
import { makeMemoryStream } from '../../../src/adapters/memory/memory-stream-reader.ts';
import type { Claim } from '../../../src/engine/claim.ts';
import { days, minutes } from '../../../src/engine/index.ts';
import { encodePosition } from '../../../src/engine/position.ts';
import { intercept } from '../../support/intercept.ts';
import { LANE, OTHER_LANE, STREAM } from '../../support/sales.ts';

const START_MS = 1_700_000_000_000;
const at = (index: number) => encodePosition(String(index));
/** Progress through there, which only the instance that asks has written. */
const asOf = (lastPosition: string, version = 1) => ({ lastPosition, version });
const claimOf = (id: number, arrivalMs = START_MS): Claim => ({ high: id, low: id, arrivalMs });
const claimsOf = (from: number, count: number, arrivalMs = START_MS): readonly Claim[] =>
  Array.from({ length: count }, (_, index) => claimOf(from + index, arrivalMs));

/** A table and a stream, instances over them, and what they ask for. */
function setUp({ maxIdsPerLane = 1_000, horizonMs = minutes(10), retentionMs = minutes(60) } = {}) {
  const state = makeMemoryStateStore();
  const stream = makeMemoryStream(STREAM);
  for (const { shardId } of [LANE, OTHER_LANE]) stream.open(shardId);
  const operations: string[] = [];
  const expiries: unknown[] = [];
  const forgotten: [shardId: string, forgotten: number][] = [];
  const counting = <P extends object>(port: P): P =>
    intercept(port, ({ name, args }, perform) => {
      operations.push(name);
      if (name === 'putClaims') expiries.push(args[2]);
      return perform();
    });
  const start = () =>
    makeSenderIds({
      policy: { horizonMs, maxIdsPerLane },
      store: counting(state),
      stream: counting(stream),
      retentionMs,
      onForgotten: ({ shardId }, count) => forgotten.push([shardId, count]),
    });
  return { operations, expiries, forgotten, start, ids: start() };
}

describe('the ids of a lane', () => {
  it('are written to be forgotten once no record that could repeat them can be judged any more', async () => {
    const { ids, expiries } = setUp();
    await ids.keep(LANE, at(0), at(1), [claimOf(1, START_MS), claimOf(2, START_MS + 5)]);
    await ids.keep(LANE, at(1), at(2), []);
    // The last arrival, the horizon, and as long as a record stays readable,
    // but at least as long as a queue keeps an event that may come back.
    expect(expiries).toEqual([START_MS + 5 + minutes(10) + days(14)]);
    const long = setUp({ retentionMs: days(30) });
    await long.ids.keep(LANE, at(0), at(1), [claimOf(1, START_MS)]);
    expect(long.expiries).toEqual([START_MS + minutes(10) + days(30)]);
  });

  it('are read newest first, no further back than the horizon reaches', async () => {
    const { ids, start, operations } = setUp();
    for (let minute = 0; minute < 30; minute += 1) {
      await ids.keep(LANE, at(minute), at(minute + 1), [claimOf(minute, START_MS + minutes(minute))]);
    }
    operations.length = 0;
    const taken = await start().takenThrough(LANE, asOf(at(30)), START_MS + minutes(30));
    // Ten minutes and the slack of one that arrival times may have, and one more that tells that it is enough.
    expect(operations.filter((name) => name === 'claimsAfter')).toHaveLength(12);
    expect(operations).not.toContain('listShards');
    const known = Array.from({ length: 30 }, (_, minute) => taken.has(claimOf(minute, START_MS + minutes(30))));
    expect(known.indexOf(true)).toBe(20);
    expect(known.lastIndexOf(false)).toBe(19);
  });

  it('are those that this instance kept itself, once progress has moved past them and no sooner', async () => {
    const { ids, operations } = setUp();
    await ids.takenThrough(LANE, asOf(at(0)), START_MS);
    operations.length = 0;
    await ids.keep(LANE, at(0), at(5), [claimOf(7)]);
    expect((await ids.takenThrough(LANE, asOf(at(0)), START_MS)).has(claimOf(7))).toBe(false);
    expect((await ids.takenThrough(LANE, asOf(at(5)), START_MS)).has(claimOf(7))).toBe(true);
    expect(operations).toEqual(['putClaims']);
  });

  it('are read from the table where another instance finished what this one kept', async () => {
    const { ids, start, operations } = setUp();
    const other = start();
    for (const instance of [ids, other]) await instance.takenThrough(LANE, asOf(at(0)), START_MS);
    await ids.keep(LANE, at(0), at(5), [claimOf(1)]);
    await other.keep(LANE, at(0), at(5), [claimOf(1)]);
    await other.keep(LANE, at(5), at(9), [claimOf(2)]);
    operations.length = 0;
    const taken = await ids.takenThrough(LANE, asOf(at(9)), START_MS);
    expect([1, 2, 3].map((id) => taken.has(claimOf(id)))).toEqual([true, true, false]);
    expect(operations).toContain('claimsAfter');
  });

  it('are kept apart by lane', async () => {
    const { ids } = setUp();
    await ids.keep(LANE, at(0), at(5), [claimOf(1)]);
    expect((await ids.takenThrough(OTHER_LANE, asOf(at(5)), START_MS)).has(claimOf(1))).toBe(false);
    expect((await ids.takenThrough(LANE, asOf(at(5)), START_MS)).has(claimOf(1))).toBe(true);
  });
});

describe('more ids than a lane may have', () => {
  /** Stretches of 500, a second apart. */
  const keepMany = async (ids: ReturnType<ReturnType<typeof setUp>['start']>, from: number, stretches: number) => {
    for (let index = from; index < from + stretches; index += 1) {
      await ids.keep(LANE, at(index), at(index + 1), claimsOf(index * 500, 500, START_MS + index * 1_000));
    }
  };
  const newest = (stretch: number) => claimOf(stretch * 500 + 250, START_MS + 60_000);

  it('are forgotten oldest first, which is told each time that it happens', async () => {
    const { ids, forgotten } = setUp();
    for (let index = 0; index < 40; index += 1) {
      await keepMany(ids, index, 1);
      const taken = await ids.takenThrough(LANE, asOf(at(index + 1)), START_MS);
      expect(taken.has(newest(index))).toBe(true);
      if (index > 0) expect(taken.has(newest(index - 1))).toBe(true);
    }
    expect((await ids.takenThrough(LANE, asOf(at(40)), START_MS)).has(newest(0))).toBe(false);
    const counts = forgotten.map(([, count]) => count);
    expect(counts.length).toBeGreaterThan(1);
    expect(counts).toEqual([...new Set(counts)].sort((a, b) => a - b));
  });

  it('do not keep an instance from reading what others have added', async () => {
    const { ids, start } = setUp();
    const other = start();
    await keepMany(ids, 0, 20);
    await other.takenThrough(LANE, asOf(at(20)), START_MS);
    // It has forgotten some by now, and misses two stretches.
    await keepMany(ids, 20, 2);
    const taken = await other.takenThrough(LANE, asOf(at(22)), START_MS);
    expect([20, 21].map((stretch) => taken.has(newest(stretch)))).toEqual([true, true]);
  });

  it('are not read for long: a cold instance stops where it has to forget', async () => {
    const { ids, start, operations } = setUp();
    await keepMany(ids, 0, 100);
    operations.length = 0;
    const taken = await start().takenThrough(LANE, asOf(at(100)), START_MS);
    expect([98, 99].map((stretch) => taken.has(newest(stretch)))).toEqual([true, true]);
    expect(operations.filter((name) => name === 'claimsAfter').length).toBeLessThan(10);
    expect(operations).not.toContain('listShards');
  });

  it('make an instance let go of the lane that it used longest ago', async () => {
    const { ids, operations } = setUp();
    const [first, second] = [LANE, OTHER_LANE];
    for (const lane of [first, second]) {
      await ids.takenThrough(lane, asOf(at(0)), START_MS);
      await ids.keep(lane, at(0), at(1), claimsOf(0, 1_000));
      await ids.takenThrough(lane, asOf(at(1)), START_MS);
    }
    await ids.takenThrough(first, asOf(at(1)), START_MS);
    operations.length = 0;
    await ids.keep(first, at(1), at(2), claimsOf(1_000, 300));
    await ids.takenThrough(first, asOf(at(2)), START_MS);
    expect((await ids.takenThrough(first, asOf(at(2)), START_MS)).has(claimOf(1_100))).toBe(true);
    expect(operations).toEqual(['putClaims']);
    operations.length = 0;
    expect((await ids.takenThrough(second, asOf(at(1)), START_MS)).has(claimOf(5))).toBe(true);
    expect(operations).toContain('claimsAfter');
  });
});
