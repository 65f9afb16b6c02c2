import type { EvaluatedBatch } from './batch.ts';
import type { Evaluated, Part } from './evaluate.ts';
import type { WatermarkPolicy } from './pipeline.ts';
import type { Position } from './position.ts';
import { type Exception, laterOf, type Progress } from './progress.ts';
import type { EpochMs } from './time.ts';
import { windowEndOf } from './window.ts';

/**
 * Bytes of exceptions that one decision may hold: with both positions and the counts a progress item then stays under 1 KB, one
 * write unit.
 */
export const EXCEPTION_BUDGET_BYTES = 480;

/** What is decided about records `[from, end)` of a batch. */
export interface Decisions {
  readonly from: number;
  /** First record not decided here: the batch's end, or where the exceptions filled the item. */
  readonly end: number;
  /** By index in the batch; a record without one is counted (or ignored). */
  readonly exceptions: ReadonlyMap<number, Exception>;
  /** True where `next` holds decisions that are not durable yet. */
  readonly isNew: boolean;
  /** Progress with these decisions in it, to be written before any effect. */
  readonly next: Progress;
  /** The record at `end` was decided as counted, but this code cannot read it: fail it as transient. */
  readonly contradicted: boolean;
}

/**
 * Gives each record from `from` on its one outcome.
 *
 * What `progress` has decided is obeyed; the rest is judged now, in lane order, an event being too late for a window once its
 * lane's watermark so far has passed window end + allowed lateness.
 */
export function decide(policy: WatermarkPolicy, progress: Progress, batch: EvaluatedBatch, from: number): Decisions {
  const stored = new Map(progress.exceptions.map((exception) => [exception.position, exception]));
  const firstNew = batch.positions.firstAfter(progress.decidedThrough, from);
  const exceptions = new Map<number, Exception>();

  for (let index = from; index < firstNew; index += 1) {
    const exception = stored.size > 0 ? stored.get(batch.positions.at(index)) : undefined;
    if (exception?.kind !== 'rejected' && batch.evaluated[index]?.kind === 'rejected') {
      return { from, end: index, exceptions, isNew: false, next: progress, contradicted: true };
    }
    if (exception) exceptions.set(index, exception);
  }

  const judged = judge(policy, progress, batch, from, firstNew, exceptions);
  if (judged.end === firstNew)
    return { from, end: firstNew, exceptions, isNew: false, next: progress, contradicted: false };
  const next: Progress = {
    ...progress,
    decidedThrough: batch.positions.at(judged.end - 1),
    decidedMaxEventTimeMs: judged.maxEventTimeMs,
    exceptions: [...progress.exceptions, ...judged.added],
  };
  return { from, end: judged.end, exceptions, isNew: true, next, contradicted: false };
}

interface Judged {
  readonly end: number;
  readonly maxEventTimeMs: EpochMs | null;
  readonly added: readonly Exception[];
}

function judge(
  policy: WatermarkPolicy,
  progress: Progress,
  batch: EvaluatedBatch,
  start: number,
  from: number,
  exceptions: Map<number, Exception>,
): Judged {
  let maxEventTimeMs = progress.decidedMaxEventTimeMs;
  let bytes = progress.exceptions.reduce(
    (sum, exception) => sum + exceptionBytes(exception, progress.decidedThrough),
    0,
  );
  const added: Exception[] = [];
  for (let index = from; index < batch.evaluated.length; index += 1) {
    const evaluated = batch.evaluated[index];
    if (evaluated === undefined || evaluated.kind === 'ignored') continue;
    const exception = judgeOne(policy, maxEventTimeMs, evaluated, batch.positions, index);
    if (exception) {
      bytes += exceptionBytes(exception, batch.positions.at(start));
      // The first record is always taken, however full the item is: otherwise the lane could not go on.
      if (bytes > EXCEPTION_BUDGET_BYTES && index > start) return { end: index, maxEventTimeMs, added };
      exceptions.set(index, exception);
      added.push(exception);
    }
    if (evaluated.kind === 'event') maxEventTimeMs = laterOf(maxEventTimeMs, evaluated.eventTimeMs);
  }
  return { end: batch.evaluated.length, maxEventTimeMs, added };
}

function judgeOne(
  policy: WatermarkPolicy,
  maxEventTimeMs: EpochMs | null,
  evaluated: Exclude<Evaluated, { kind: 'ignored' }>,
  positions: EvaluatedBatch['positions'],
  index: number,
): Exception | undefined {
  if (evaluated.kind === 'rejected') {
    return { position: positions.at(index), kind: 'rejected', reason: evaluated.rejection.reason };
  }
  if (maxEventTimeMs === null) return undefined;
  const watermarkMs = maxEventTimeMs - policy.outOfOrdernessMs;
  let late: string[] | undefined;
  for (const part of evaluated.parts) {
    if (!isTooLate(part, watermarkMs)) continue;
    late ??= [];
    late.push(part.plan.aggregation.name);
  }
  return late && { position: positions.at(index), kind: 'tooLate', aggregations: late };
}

function isTooLate(part: Part, watermarkMs: EpochMs): boolean {
  const { window, allowedLatenessMs } = part.plan.aggregation;
  return windowEndOf(window, part.windowStartMs) + allowedLatenessMs <= watermarkMs;
}

/** What an exception takes in a stored item, about: what neighbouring positions share is stored once. */
function exceptionBytes(exception: Exception, neighbour: Position): number {
  const outcome = exception.kind === 'rejected' ? exception.reason.length : exception.aggregations.join().length + 4;
  return exception.position.length - sharedPrefixLength(exception.position, neighbour) + outcome + 8;
}

/** Number of leading characters that two texts share. */
export function sharedPrefixLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
