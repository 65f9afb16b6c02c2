import type { EvaluatedBatch } from './batch.ts';
import type { Claim } from './claim.ts';
import type { Decisions } from './decide.ts';
import type { Part } from './evaluate.ts';
import { slotOf } from './layout.ts';
import type { AggregationPlan } from './plan.ts';
import type { AggregationCounts, Counts } from './progress.ts';
import type { EpochMs } from './time.ts';

/** Everything one decided stretch of a batch brings to one stored item; columns, entry by entry, in lane order. */
export interface BucketContributions {
  readonly plan: AggregationPlan;
  readonly windowStartMs: EpochMs;
  /** `partition * buckets + bucket`. */
  readonly slot: number;
  /** Index of the record in the batch. */
  readonly indexes: number[];
  readonly keys: string[];
  readonly parts: Part[];
}

/** Contributions by stored item, and how each record came out. */
export interface Contributions {
  readonly buckets: readonly BucketContributions[];
  readonly counts: Counts;
  /** Largest event time among the accepted events, null where there is none. */
  readonly maxEventTimeMs: EpochMs | null;
  /** What the accepted events hold on their ids. */
  readonly claims: readonly Claim[];
}

/** By the aggregation's index, then by window; the last level is sparse, indexed by slot. */
type Groups = Map<EpochMs, BucketContributions[]>[];

interface Tally {
  counted: number;
  tooLate: number;
}

/** Groups what the decided records `[decisions.from, decisions.end)` bring by the item that will hold it. */
export function contribute(
  plans: readonly AggregationPlan[],
  batch: EvaluatedBatch,
  decisions: Decisions,
): Contributions {
  const groups: Groups = plans.map(() => new Map());
  const tallies: Tally[] = plans.map(() => ({ counted: 0, tooLate: 0 }));
  const { exceptions } = decisions;
  const claims: Claim[] = [];
  let rejected = 0;
  let duplicate = 0;
  let ignored = 0;
  let maxEventTimeMs = -1;

  for (let index = decisions.from; index < decisions.end; index += 1) {
    const evaluated = batch.evaluated[index];
    const exception = exceptions.size > 0 ? exceptions.get(index) : undefined;
    if (exception?.kind === 'rejected') {
      rejected += 1;
    } else if (exception?.kind === 'duplicate') {
      duplicate += 1;
    } else if (evaluated?.kind === 'event') {
      if (evaluated.eventTimeMs > maxEventTimeMs) maxEventTimeMs = evaluated.eventTimeMs;
      if (evaluated.claim) claims.push(evaluated.claim);
      for (const part of evaluated.parts) {
        const tally = tallies[part.plan.index];
        if (exception?.aggregations.includes(part.plan.aggregation.name)) {
          if (tally) tally.tooLate += 1;
          continue;
        }
        if (tally) tally.counted += 1;
        place(groups, part, index);
      }
    } else {
      ignored += 1;
    }
  }

  const read = decisions.end - decisions.from;
  const accepted = read - rejected - duplicate - ignored;
  const aggregations: Record<string, AggregationCounts> = {};
  for (const { aggregation, index } of plans) {
    const { counted, tooLate } = tallies[index] ?? { counted: 0, tooLate: 0 };
    aggregations[aggregation.name] = { counted, tooLate, filtered: accepted - counted - tooLate };
  }
  return {
    buckets: flatten(groups),
    counts: { read, accepted, duplicate, rejected, ignored, aggregations },
    maxEventTimeMs: maxEventTimeMs < 0 ? null : maxEventTimeMs,
    claims,
  };
}

function place(groups: Groups, part: Part, index: number): void {
  const windows = groups[part.plan.index];
  let slots = windows?.get(part.windowStartMs);
  if (!slots) {
    slots = [];
    windows?.set(part.windowStartMs, slots);
  }
  if (typeof part.keys === 'string') add(slots, part, part.keys, index);
  else for (const key of part.keys) add(slots, part, key, index);
}

/** `slots` is sparse: indexed by slot. */
function add(slots: BucketContributions[], part: Part, key: string, index: number): void {
  const slot = slotOf(part.plan.layout, key);
  let bucket = slots[slot];
  if (!bucket) {
    bucket = { plan: part.plan, windowStartMs: part.windowStartMs, slot, indexes: [], keys: [], parts: [] };
    slots[slot] = bucket;
  }
  bucket.indexes.push(index);
  bucket.keys.push(key);
  bucket.parts.push(part);
}

function flatten(groups: Groups): BucketContributions[] {
  const buckets: BucketContributions[] = [];
  for (const windows of groups) {
    for (const slots of windows.values()) {
      for (const bucket of slots) if (bucket) buckets.push(bucket);
    }
  }
  return buckets;
}
