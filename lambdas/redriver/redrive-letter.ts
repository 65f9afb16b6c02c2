import type { DeadLetter } from '../../src/codecs/dead-letter.ts';
import { isPacked } from '../../src/codecs/kpl/unpack-record.ts';
import type { Rejection } from '../../src/engine/rejection.ts';
import { days } from '../../src/engine/time.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { DeadLetters, RejectedRecord, SourceRecord } from '../../src/ports/dead-letters.ts';
import { RetryableError } from '../../src/ports/errors.ts';
import type { RedriveStore } from '../../src/ports/redrive-store.ts';
import { type LetterEvent, type OpenLetter, PACKED_TWICE } from './open-letter.ts';
import type { RedriveEvents } from './redrive-events.ts';

export interface RedriveLetterDeps {
  readonly openLetter: (letter: DeadLetter) => Promise<OpenLetter>;
  readonly redriveEvents: RedriveEvents;
  readonly store: Pick<RedriveStore, 'ownLetter'>;
  readonly deadLetters: Pick<DeadLetters, 'sendRejected'>;
  readonly clock: Pick<Clock, 'nowMs'>;
}

/** What became of a letter: nothing is left to do, or its record is still rejected and the letter stands for it. */
export type Redriven =
  | { readonly kind: 'done'; readonly events: number }
  /** Another letter stands for the record, which is still rejected. */
  | { readonly kind: 'double' }
  | { readonly kind: 'rejected'; readonly rejection: Rejection };

type RejectedLetter = Extract<DeadLetter, { readonly kind: 'rejected' }>;

/** Twice as long as any queue keeps a message (SQS Developer Guide, "Message quotas": 14 days): all letters about a record meet within. */
const OWNER_KEPT_MS = days(28);
/** Events sent on in one go, so that the memory of one go is bounded. */
const PARTED_TOGETHER = 500;

/**
 * Judges one letter by today's code and does what follows.
 *
 * @throws RetryableError where it cannot be finished now: it comes again, and what is decided stays decided
 */
export function makeRedriveLetter({ openLetter, redriveEvents, store, deadLetters, clock }: RedriveLetterDeps) {
  /** Each event by itself: one that ends the process takes no others with it, and time is never too short for all. */
  const part = async (
    letter: RejectedLetter,
    events: readonly LetterEvent[],
    isTimeUp: () => boolean,
  ): Promise<void> => {
    const { attempts, firstFailedMs } = letter;
    for (let from = 0; from < events.length; from += PARTED_TOGETHER) {
      if (isTimeUp()) throw new RetryableError('no time is left to part a packed record');
      const some = events.slice(from, from + PARTED_TOGETHER);
      await deadLetters.sendRejected(
        some.map((event) => {
          const record = event.record();
          return { record, position: event.position, ...why(record, letter), attempts, firstFailedMs };
        }),
      );
    }
  };

  return async (letter: DeadLetter, isTimeUp: () => boolean): Promise<Redriven> => {
    const { events, mustPart } = await openLetter(letter);
    if (mustPart && letter.kind === 'rejected') {
      await part(letter, events, isTimeUp);
      return { kind: 'done', events: events.length };
    }
    const rejection = await redriveEvents(letter, events, isTimeUp);
    if (!rejection) return { kind: 'done', events: events.length };
    const { stream, shardId, position } = letter;
    const record = { lane: { streamName: stream.name, streamCreatedMs: stream.createdMs, shardId }, position };
    const owner = await store.ownLetter(record, letter.id, clock.nowMs() + OWNER_KEPT_MS);
    return owner === letter.id ? { kind: 'rejected', rejection } : { kind: 'double' };
  };
}

/** Of a letter that was given up, what is packed is the record; an event that is packed itself must not be taken for one. */
function why(
  { dataBase64 }: SourceRecord,
  { reason, message }: RejectedLetter,
): Pick<RejectedRecord, 'reason' | 'message'> {
  const data = Buffer.from(dataBase64, 'base64');
  return isPacked(data, 0, data.length) ? { reason: 'UNDECODABLE', message: PACKED_TWICE } : { reason, message };
}
