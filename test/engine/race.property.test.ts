import { describe, expect, it } from 'vitest';
import { advance } from '../../src/engine/advance.ts';
import { apply, type Partial } from '../../src/engine/apply.ts';
import type { EvaluatedBatch } from '../../src/engine/batch.ts';
import type { Claim } from '../../src/engine/claim.ts';
import { type BucketContributions, contribute } from '../../src/engine/contribute.ts';
import { decide } from '../../src/engine/decide.ts';
import type { Position } from '../../src/engine/position.ts';
import { NO_PROGRESS, type Progress } from '../../src/engine/progress.ts';
import { fc } from '../support/fast-check.ts';
import { anyLane, anyPackedLane, batchOf, identifiedPlan } from './support/lane.ts';
import { LaneRun, takenIn } from './support/lane-run.ts';
import { policy } from './support/readings.ts';

/** One item of a table: read, and written on condition that it is still what was read. Each step waits for the scheduler's leave. */
function item<T>(scheduler: fc.Scheduler, first: T) {
  let held = first;
  const step = scheduler.scheduleFunction(async (act: () => T | 'conflict') => act());
  return {
    value: () => held,
    read: () => step(() => held),
    write: (expected: T, next: T) =>
      step(() => {
        if (held !== expected) return 'conflict';
        held = next;
        return held;
      }),
  };
}

/** All durable state of one lane, shared by attempts that run at the same time. */
function table(scheduler: fc.Scheduler) {
  const partials = new Map<string, ReturnType<typeof item<Partial | undefined>>>();
  const partial = ({ plan: { aggregation }, windowStartMs, slot }: BucketContributions) => {
    const id = `${aggregation.name}|${windowStartMs}|${slot}`;
    const held = partials.get(id) ?? item<Partial | undefined>(scheduler, undefined);
    partials.set(id, held);
    return held;
  };
  const segments = new Map<Position, readonly Claim[]>();
  const step = scheduler.scheduleFunction(async <T>(act: () => T) => act());
  const claims = {
    /** As they are when they are read, whatever becomes of them before they are used. */
    read: () => step(() => new Map(segments)),
    put: (through: Position, held: readonly Claim[]) => step(() => segments.set(through, held)),
  };
  return { progress: item<Progress>(scheduler, NO_PROGRESS), partials, partial, claims };
}

/** One attempt, as the stream processor makes it; others run beside it on the same lane. */
async function attempt({ progress, partial, claims }: ReturnType<typeof table>, batch: EvaluatedBatch): Promise<void> {
  const { aggregations } = identifiedPlan;
  for (;;) {
    const stored = await progress.read();
    if (stored === 'conflict') throw new Error('a read cannot conflict');
    const from = batch.positions.firstAfter(stored.lastPosition);
    if (from >= batch.positions.length) return;
    const taken = takenIn(await claims.read(), Number.POSITIVE_INFINITY);
    const decisions = decide(policy, stored, batch, from, taken);
    if (decisions.isNew && (await progress.write(stored, decisions.next)) === 'conflict') continue;
    const outcome = contribute(aggregations, batch, decisions);
    for (const bucket of outcome.buckets) {
      const held = partial(bucket);
      for (;;) {
        const before = await held.read();
        if (before === 'conflict') throw new Error('a read cannot conflict');
        const next = apply(before, bucket, batch.positions);
        if (!next || (await held.write(before, next)) !== 'conflict') break;
      }
    }
    await claims.put(batch.positions.at(decisions.end - 1), outcome.claims);
    for (;;) {
      const before = await progress.read();
      if (before === 'conflict') throw new Error('a read cannot conflict');
      const next = advance(aggregations, before, batch, decisions, outcome, 0);
      if (!next || (await progress.write(before, next)) !== 'conflict') break;
    }
  }
}

describe('attempts at the same records that run at the same time', () => {
  it('leave what one attempt alone leaves, however their reads and writes interleave', async () => {
    const lane = fc.oneof(anyLane, anyPackedLane).filter((records) => records.length > 1);
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), lane, fc.nat(), async (scheduler, records, cut) => {
        const shared = table(scheduler);
        const half = records.slice(0, 1 + (cut % records.length));
        const attempts = [records, half, records].map((part) => attempt(shared, batchOf(part, identifiedPlan)));
        await scheduler.waitFor(Promise.all(attempts));
        const alone = new LaneRun();
        alone.deliver(batchOf(records, identifiedPlan));
        const { version: _mine, ...progress } = shared.progress.value();
        const { version: _its, ...wanted } = alone.progress;
        expect(progress).toEqual(wanted);
        expect(new Map([...shared.partials].map(([id, held]) => [id, held.value()]))).toEqual(
          new Map([...alone.partials].map(([id, { partial }]) => [id, partial])),
        );
      }),
    );
  });
});
