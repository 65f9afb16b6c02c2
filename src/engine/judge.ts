import type { EvaluatedBatch } from './batch.ts';
import type { Claim, TakenIds } from './claim.ts';
import { ClaimIndex } from './claim-index.ts';
import type { Evaluated, Part } from './evaluate.ts';
import { type ExpiredThrough, expiredThroughOf } from './expired.ts';
import type { WatermarkPolicy } from './pipeline.ts';
import type { Position } from './position.ts';
import { type Exception, type ExceptionOutcome, laterOf, type Progress } from './progress.ts';
import type { EpochMs } from './time.ts';
import { windowEndOf } from './window.ts';

/**
 * Bytes of exceptions that one decision may hold: with both positions and the counts a progress item then stays under 1 KB, one
 * write unit.
 */
export const EXCEPTION_BUDGET_BYTES = 480;

/**
 * Events decided and not done that may go to a queue, each of them whole: what is decided must be done in one invocation, and a run of
 * them takes few bytes.
 */
export const MAX_SENT_ASIDE = 500;

interface Case {
  readonly policy: WatermarkPolicy;
  readonly progress: Progress;
  readonly batch: EvaluatedBatch;
  readonly taken: TakenIds;
  readonly expired: ExpiredThrough;
}

interface Judged {
  /** First event not judged. */
  readonly end: number;
  readonly maxEventTimeMs: EpochMs | null;
  readonly added: readonly Exception[];
}

/**
 * Judges the events from `firstNew` on, until the exceptions fill the item. `outcomes` holds what was decided about `[start, firstNew)`
 * and takes the new ones.
 */
export function judge(
  { policy, progress, batch, taken, expired }: Case,
  start: number,
  firstNew: number,
  outcomes: Map<number, ExceptionOutcome>,
): Judged {
  const { positions, evaluated } = batch;
  const own = makeOwnClaims(taken.horizonMs, batch, start, firstNew, outcomes);
  let maxEventTimeMs = progress.decidedMaxEventTimeMs;
  let bytes = progress.exceptions.reduce(
    (sum, exception) => sum + storedBytesOf(exception, progress.decidedThrough),
    0,
  );
  const added: Exception[] = [];
  /** Index of the event before which the last of `added` ends. */
  let runEnd = -1;
  let sentAside = 0;
  for (const outcome of outcomes.values()) if (outcome.kind !== 'duplicate') sentAside += 1;
  for (let index = firstNew; index < evaluated.length; index += 1) {
    const event = evaluated[index];
    if (event === undefined || event.kind === 'ignored') continue;
    const watermarkMs = maxEventTimeMs === null ? Number.NEGATIVE_INFINITY : maxEventTimeMs - policy.outOfOrdernessMs;
    const outcome = judgeOne(event, watermarkMs, expired, taken, own);
    if (outcome) {
      const position = positions.at(index);
      const run = runEnd === index ? added.at(-1) : undefined;
      const runGoesOn = run !== undefined && isSame(run, outcome);
      if (!runGoesOn) bytes += bytesOf(outcome, position, positions.at(start));
      // A run costs its end once, however long it gets.
      else if (run.through === undefined) bytes += differenceOf(position, positions.at(start)) + 1;
      // The first event is always taken, however full the item is: otherwise the lane could not go on.
      if (outcome.kind !== 'duplicate') sentAside += 1;
      const isFull = bytes > EXCEPTION_BUDGET_BYTES || sentAside > MAX_SENT_ASIDE;
      if (isFull && index > start) return { end: index, maxEventTimeMs, added };
      if (runGoesOn) added[added.length - 1] = { ...run, through: position };
      else added.push({ ...outcome, position });
      runEnd = index + 1;
      outcomes.set(index, outcome);
    }
    if (event.kind !== 'event' || outcome?.kind === 'duplicate') continue;
    if (event.claim) own.add(event.claim);
    maxEventTimeMs = laterOf(maxEventTimeMs, event.eventTimeMs);
  }
  return { end: evaluated.length, maxEventTimeMs, added };
}

interface OwnClaims extends TakenIds {
  add(claim: Claim): void;
}

/** Ids that this batch itself takes, beginning with those of its decided events: nothing has made them durable yet. */
function makeOwnClaims(
  horizonMs: number,
  batch: EvaluatedBatch,
  start: number,
  firstNew: number,
  outcomes: ReadonlyMap<number, ExceptionOutcome>,
): OwnClaims {
  const index = new ClaimIndex(horizonMs, Number.POSITIVE_INFINITY);
  for (let at = start; at < firstNew; at += 1) {
    const event = batch.evaluated[at];
    if (event?.kind !== 'event' || !event.claim) continue;
    const outcome = outcomes.get(at);
    if (outcome === undefined || outcome.kind === 'tooLate') index.add(event.claim);
  }
  return index;
}

function judgeOne(
  event: Exclude<Evaluated, { kind: 'ignored' }>,
  watermarkMs: EpochMs,
  expired: ExpiredThrough,
  taken: TakenIds,
  own: TakenIds,
): ExceptionOutcome | undefined {
  if (event.kind === 'rejected') return { kind: 'rejected', reason: event.rejection.reason };
  if (event.claim && (taken.has(event.claim) || own.has(event.claim))) return { kind: 'duplicate' };
  let late: string[] | undefined;
  for (const part of event.parts) {
    if (!isTooLate(part, watermarkMs, expired)) continue;
    late ??= [];
    late.push(part.plan.aggregation.name);
  }
  return late && { kind: 'tooLate', aggregations: late };
}

function isTooLate({ plan, windowStartMs }: Part, watermarkMs: EpochMs, expired: ExpiredThrough): boolean {
  const { window, allowedLatenessMs } = plan.aggregation;
  const endMs = windowEndOf(window, windowStartMs);
  return endMs + allowedLatenessMs <= watermarkMs || endMs <= expiredThroughOf(plan, expired);
}

function isSame(a: ExceptionOutcome, b: ExceptionOutcome): boolean {
  if (a.kind === 'rejected') return b.kind === 'rejected' && a.reason === b.reason;
  if (a.kind === 'duplicate') return b.kind === 'duplicate';
  return b.kind === 'tooLate' && a.aggregations.join() === b.aggregations.join();
}

function storedBytesOf(exception: Exception, neighbour: Position): number {
  const { position, through } = exception;
  return bytesOf(exception, position, neighbour) + (through === undefined ? 0 : differenceOf(through, neighbour) + 1);
}

/** What an exception takes in a stored item, about: what neighbouring positions share is stored once. */
function bytesOf(outcome: ExceptionOutcome, position: Position, neighbour: Position): number {
  return differenceOf(position, neighbour) + outcomeLength(outcome) + 8;
}

function outcomeLength(outcome: ExceptionOutcome): number {
  if (outcome.kind === 'rejected') return outcome.reason.length;
  return outcome.kind === 'duplicate' ? 1 : outcome.aggregations.join().length + 4;
}

function differenceOf(position: Position, neighbour: Position): number {
  return position.length - sharedPrefixLength(position, neighbour);
}

/** Number of leading characters that two texts share. */
export function sharedPrefixLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
