import type { EvaluatedBatch } from './batch.ts';
import { NO_IDS_TAKEN, type TakenIds } from './claim.ts';
import type { Evaluated } from './evaluate.ts';
import { type ExpiredThrough, NOTHING_EXPIRED } from './expired.ts';
import { judge } from './judge.ts';
import type { WatermarkPolicy } from './pipeline.ts';
import type { Exception, ExceptionOutcome, Progress } from './progress.ts';

/** What is decided about events `[from, end)` of a batch. */
export interface Decisions {
  readonly from: number;
  /** First event not decided here: the batch's end, or where the exceptions filled the item. */
  readonly end: number;
  /** By index in the batch; an event without one is counted (or ignored). */
  readonly exceptions: ReadonlyMap<number, ExceptionOutcome>;
  /** True where `next` holds decisions that are not durable yet. */
  readonly isNew: boolean;
  /** Progress with these decisions in it, to be written before any effect. */
  readonly next: Progress;
  /**
   * The event at `end` was decided as counted, but this code cannot read it; or its record was given up by another attempt while this one
   * had it open. Fail it as transient.
   */
  readonly contradicted: boolean;
}

/**
 * Gives each event from `from` on its one outcome.
 *
 * What `progress` has decided is obeyed; the rest is judged now, in lane order: an event whose id is taken is a duplicate, and one
 * is too late for a window once its lane's watermark so far has passed window end + allowed lateness, or once the window has expired.
 *
 * @param taken ids of events accepted before this batch, by this lane or those it descends from
 * @param expired windows whose state may be collected
 */
export function decide(
  policy: WatermarkPolicy,
  progress: Progress,
  batch: EvaluatedBatch,
  from: number,
  taken: TakenIds = NO_IDS_TAKEN,
  expired: ExpiredThrough = NOTHING_EXPIRED,
): Decisions {
  const firstNew = batch.positions.firstAfter(progress.decidedThrough, from);
  const exceptions = decidedOutcomes(progress.exceptions, batch, from, firstNew);
  for (let index = from; index < firstNew; index += 1) {
    if (canObey(batch.evaluated[index], exceptions.get(index))) continue;
    const before = decidedOutcomes(progress.exceptions, batch, from, index);
    return { from, end: index, exceptions: before, isNew: false, next: progress, contradicted: true };
  }

  const judged = judge({ policy, progress, batch, taken, expired }, from, firstNew, exceptions);
  if (judged.end === firstNew)
    return { from, end: firstNew, exceptions, isNew: false, next: progress, contradicted: false };
  const next: Progress = {
    ...progress,
    decidedThrough: batch.positions.at(judged.end - 1),
    decidedMaxEventTimeMs: judged.maxEventTimeMs,
    exceptions: [...progress.exceptions, ...judged.added],
    // Those at what is decided now are over. Those at a record that was given up are told in its letter.
    attempts: progress.attempts && progress.attempts.position > progress.decidedThrough ? null : progress.attempts,
  };
  return { from, end: judged.end, exceptions, isNew: true, next, contradicted: false };
}

function canObey(event: Evaluated | undefined, decided: ExceptionOutcome | undefined): boolean {
  const reason = event?.kind === 'rejected' ? event.rejection.reason : undefined;
  if (decided?.kind === 'rejected') return decided.reason !== 'PROCESSOR_CRASHED' || reason === decided.reason;
  // A duplicate has no effect, so it need not be read.
  return reason === undefined || decided?.kind === 'duplicate';
}

/** The stored exceptions that concern events `[from, end)`, by index. */
function decidedOutcomes(
  stored: readonly Exception[],
  { positions }: EvaluatedBatch,
  from: number,
  end: number,
): Map<number, ExceptionOutcome> {
  const outcomes = new Map<number, ExceptionOutcome>();
  if (from === end) return outcomes;
  for (const exception of stored) {
    const first = positions.firstFrom(exception.position, from);
    const last = Math.min(positions.firstAfter(exception.through ?? exception.position, first), end);
    for (let index = first; index < last; index += 1) outcomes.set(index, exception);
  }
  return outcomes;
}
