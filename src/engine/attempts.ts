import { InvariantError } from './errors.ts';
import { encodePosition, isInsideRecord, LAST_IN_RECORD, type Position, sequenceNumberOf } from './position.ts';
import type { Attempts, Progress } from './progress.ts';
import type { EpochMs } from './time.ts';

/** Attempts at one record that may end the process before the record is given up. */
export const MAX_SILENT_ATTEMPTS = 4;

const NONE: ReadonlySet<string> = new Set();

/**
 * Where an attempt at a record would decide something: the record, or inside a packed one the event after those that are decided;
 * undefined where nothing of it is left to decide. Says so without a look at the record, which may be what kills.
 */
export function firstUndecided({ decidedThrough }: Progress, sequenceNumber: string): Position | undefined {
  const record = encodePosition(sequenceNumber);
  if (decidedThrough < record) return record;
  const isPartlyDecided = isInsideRecord(decidedThrough) && decidedThrough.startsWith(`${record}/`);
  return isPartlyDecided
    ? encodePosition(sequenceNumber, Number(decidedThrough.slice(record.length + 1)) + 1)
    : undefined;
}

/** How often an attempt that began at `first` has ended without a word. */
export function silentAttempts({ attempts }: Progress, first: Position): number {
  return attempts?.position === first ? attempts.count : 0;
}

/** Progress with one more attempt that nobody has heard of yet. */
export function countAttempt(progress: Progress, first: Position, nowMs: EpochMs): Progress & { attempts: Attempts } {
  const count = silentAttempts(progress, first);
  const sinceMs = count > 0 && progress.attempts ? progress.attempts.sinceMs : nowMs;
  return { ...progress, attempts: { position: first, count: count + 1, sinceMs } };
}

export function isSameAttempt(a: Attempts | null, b: Attempts): boolean {
  return a !== null && a.position === b.position && a.count === b.count && a.sinceMs === b.sinceMs;
}

/**
 * Progress with the decision that a record is rejected as `PROCESSOR_CRASHED`, or what of it is not decided yet. It holds for all events
 * that the record may turn out to have: nobody has opened it.
 *
 * @throws InvariantError where all of the record is decided: such a decision stands, however often its effects fail
 */
export function giveUp(progress: Progress, sequenceNumber: string): Progress {
  const first = firstUndecided(progress, sequenceNumber);
  if (first === undefined) throw new InvariantError(`record ${sequenceNumber} is decided, so it is not given up`);
  const through = encodePosition(sequenceNumber, LAST_IN_RECORD);
  return {
    ...progress,
    decidedThrough: through,
    exceptions: [...progress.exceptions, { kind: 'rejected', reason: 'PROCESSOR_CRASHED', position: first, through }],
  };
}

/** Sequence numbers of records that were given up, wholly or from some event on, and are not done. */
export function givenUpRecords({ exceptions }: Progress): ReadonlySet<string> {
  if (exceptions.length === 0) return NONE;
  const found = new Set<string>();
  for (const exception of exceptions) {
    if (exception.kind === 'rejected' && exception.reason === 'PROCESSOR_CRASHED') {
      found.add(sequenceNumberOf(exception.position));
    }
  }
  return found;
}
