import { describe, expect, it } from 'vitest';
import { readRedrives } from '../../src/client/redrives.ts';
import { hours } from '../../src/engine/index.ts';
import { encodePosition } from '../../src/engine/position.ts';
import type { RedriveDecision, RedriveTarget } from '../../src/engine/redrive.ts';
import { lane, makeWorld, progressThrough, STREAM } from './support.ts';

const none: Pick<RedriveDecision, 'counted' | 'expired'> = { counted: [], expired: [] };
const inHour = (hour: number, aggregation = 'hourly'): RedriveTarget => ({
  aggregation,
  generation: 1,
  windowStartMs: hours(hour),
});

/** A stream of two shards, of which the first alone has progress, and decisions about their events. */
async function worldWith(decisions: readonly (readonly [shard: number, record: number, RedriveDecision])[]) {
  const world = makeWorld();
  world.stream.open(lane(0).shardId);
  world.stream.open(lane(1).shardId);
  await world.store.writeProgress(lane(0), progressThrough(9), 0);
  for (const [shard, record, decision] of decisions) {
    await world.store.decideRedrive({ lane: lane(shard), position: encodePosition(String(record)) }, decision);
  }
  return world;
}

describe('redrives', () => {
  it('are none in the beginning, for each aggregation', async () => {
    expect(await readRedrives(await worldWith([]))).toEqual({
      rejected: { accepted: 0, duplicate: 0, ignored: 0 },
      late: 0,
      byAggregation: { hourly: { counted: 0, expired: 0, filtered: 0, late: { counted: 0, expired: 0 } } },
    });
  });

  it('are summed over all shards, also one whose lane has no progress yet', async () => {
    const world = await worldWith([
      [0, 1, { origin: 'rejected', outcome: 'accepted', counted: [inHour(1)], expired: [] }],
      [0, 2, { origin: 'rejected', outcome: 'accepted', counted: [], expired: [inHour(1)] }],
      [0, 3, { origin: 'rejected', outcome: 'accepted', ...none }],
      [0, 4, { origin: 'rejected', outcome: 'duplicate', ...none }],
      [1, 1, { origin: 'rejected', outcome: 'ignored', ...none }],
      [1, 2, { origin: 'tooLate', outcome: 'accepted', counted: [inHour(2)], expired: [] }],
      [1, 3, { origin: 'tooLate', outcome: 'accepted', counted: [], expired: [inHour(0)] }],
    ]);
    expect(await readRedrives(world)).toEqual({
      rejected: { accepted: 3, duplicate: 1, ignored: 1 },
      late: 2,
      byAggregation: { hourly: { counted: 2, expired: 2, filtered: 1, late: { counted: 1, expired: 1 } } },
    });
  });

  it('tell of an aggregation that the definition has no more', async () => {
    const decision: RedriveDecision = {
      origin: 'tooLate',
      outcome: 'accepted',
      ...none,
      counted: [inHour(1, 'daily')],
    };
    const { byAggregation } = await readRedrives(await worldWith([[0, 1, decision]]));
    expect(Object.keys(byAggregation)).toEqual(['hourly', 'daily']);
    expect(byAggregation.daily?.late).toEqual({ counted: 1, expired: 0 });
  });

  it('of another stream of the same name are not among them', async () => {
    const world = await worldWith([]);
    const elsewhere = { ...lane(0), streamCreatedMs: STREAM.streamCreatedMs + 1 };
    await world.store.decideRedrive(
      { lane: elsewhere, position: encodePosition('1') },
      { origin: 'rejected', outcome: 'accepted', ...none },
    );
    expect((await readRedrives(world)).rejected.accepted).toBe(0);
  });
});
