import { advance } from '../../../src/engine/advance.ts';
import { apply, type Partial } from '../../../src/engine/apply.ts';
import type { EvaluatedBatch } from '../../../src/engine/batch.ts';
import type { Claim, TakenIds } from '../../../src/engine/claim.ts';
import { ClaimIndex } from '../../../src/engine/claim-index.ts';
import { type BucketContributions, contribute } from '../../../src/engine/contribute.ts';
import { type Decisions, decide } from '../../../src/engine/decide.ts';
import type { WatermarkPolicy } from '../../../src/engine/index.ts';
import type { Plan } from '../../../src/engine/plan.ts';
import type { Position } from '../../../src/engine/position.ts';
import { type ExceptionOutcome, NO_PROGRESS, type Progress } from '../../../src/engine/progress.ts';
import { plan } from './lane.ts';
import { policy } from './readings.ts';

/** Where an attempt dies, if it does. */
export type Crash = 'after deciding' | 'after one partial' | 'before claims' | 'before progress' | 'never';

/** How a record was decided: an exception, or `count`, which stands for "not an exception". */
export type Decision = ExceptionOutcome | 'count';

/**
 * One lane with all its durable state in memory, run by the protocol: decide durably, then write partials, then claims of senders' ids,
 * then move progress.
 * Everything else is a choice of the test: how the lane is cut into batches, what is delivered again, where attempts die.
 */
export class LaneRun {
  progress: Progress = NO_PROGRESS;
  readonly partials = new Map<string, { readonly bucket: BucketContributions; readonly partial: Partial }>();
  /** Each record's decision when it first became durable, by position. */
  readonly decided = new Map<string, Decision>();
  /** Each decision that an attempt acted upon, in time order. */
  readonly obeyed: { readonly position: string; readonly decision: Decision }[] = [];
  /** Claims by the position of the last event that they are for. */
  readonly segments = new Map<Position, readonly Claim[]>();
  /** Number of writes of new decisions. */
  decisionsWritten = 0;
  readonly #horizonMs: number;

  /** @param horizonMs how long senders' ids are remembered */
  constructor(horizonMs = Number.POSITIVE_INFINITY) {
    this.#horizonMs = horizonMs;
  }

  /** One attempt at a batch. */
  deliver(
    batch: EvaluatedBatch,
    crash: Crash = 'never',
    given: WatermarkPolicy = policy,
    { aggregations }: Plan = plan,
  ): 'done' | 'died' | 'contradicted' {
    for (;;) {
      const from = batch.positions.firstAfter(this.progress.lastPosition);
      if (from >= batch.positions.length) return 'done';
      const taken = takenIn(this.segments, this.#horizonMs);
      const decisions = decide(given, this.progress, batch, from, taken);
      if (decisions.contradicted && decisions.end === from) return 'contradicted';
      this.#store(decisions, batch);
      if (crash === 'after deciding') return 'died';
      const outcome = contribute(aggregations, batch, decisions);
      for (const bucket of outcome.buckets) {
        this.#write(bucket, batch);
        if (crash === 'after one partial') return 'died';
      }
      if (crash === 'before claims') return 'died';
      this.segments.set(batch.positions.at(decisions.end - 1), outcome.claims);
      if (crash === 'before progress') return 'died';
      const next = advance(aggregations, this.progress, batch, decisions, outcome, 0);
      if (next) this.progress = { ...next, version: this.progress.version + 1 };
    }
  }

  #store(decisions: Decisions, batch: EvaluatedBatch): void {
    if (decisions.isNew) {
      this.progress = { ...decisions.next, version: this.progress.version + 1 };
      this.decisionsWritten += 1;
    }
    for (let index = decisions.from; index < decisions.end; index += 1) {
      const position = batch.positions.at(index);
      const decision = outcomeOnly(decisions.exceptions.get(index));
      if (!this.decided.has(position)) this.decided.set(position, decision);
      this.obeyed.push({ position, decision });
    }
  }

  #write(bucket: BucketContributions, batch: EvaluatedBatch): void {
    const id = `${bucket.plan.aggregation.name}|${bucket.windowStartMs}|${bucket.slot}`;
    const partial = apply(this.partials.get(id)?.partial, bucket, batch.positions);
    if (partial) this.partials.set(id, { bucket, partial });
  }
}

/** As an instance that knows nothing reads claims: each segment counts as having arrived with the last of it. */
export function takenIn(segments: ReadonlyMap<Position, readonly Claim[]>, horizonMs: number): TakenIds {
  const index = new ClaimIndex(horizonMs, Number.POSITIVE_INFINITY);
  for (const claims of segments.values()) {
    const arrivalMs = Math.max(...claims.map((claim) => claim.arrivalMs));
    for (const claim of claims) index.add({ ...claim, arrivalMs });
  }
  return index;
}

/** Without the position that a stored exception has. */
export function outcomeOnly(outcome: ExceptionOutcome | undefined): Decision {
  if (outcome === undefined) return 'count';
  if (outcome.kind === 'rejected') return { kind: 'rejected', reason: outcome.reason };
  if (outcome.kind === 'tooLate') return { kind: 'tooLate', aggregations: outcome.aggregations };
  return { kind: 'duplicate' };
}
