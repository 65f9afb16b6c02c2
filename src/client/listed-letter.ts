import type { LetterCause, LetterHead } from '../codecs/dead-letter.ts';
import { parseLetter } from '../codecs/parse-letter.ts';
import type { RejectReason } from '../engine/rejection.ts';
import type { EpochMs } from '../engine/time.ts';
import type { ArchiveRef } from '../ports/archive.ts';
import type { LateReason } from '../ports/dead-letters.ts';
import type { HeldMessage } from './letter-queue.ts';

/** Why a letter is where it is; `UNREADABLE`: the message is none of ours. */
export type LetterReason = RejectReason | LateReason | 'UNREADABLE';

/** What a letter says, without the record's bytes. */
export type LetterText = LetterHead & LetterCause & { readonly archived?: ArchiveRef };

/** A letter in a list. */
export interface ListedLetter {
  readonly messageId: string;
  readonly sentMs: EpochMs;
  /** How often its message was received. */
  readonly receives: number;
  readonly reason: LetterReason;
  /** What was wrong, for a person. */
  readonly message: string;
  /** When it was given up for the last time; of what is unreadable, when it was sent. */
  readonly failedMs: EpochMs;
  /** Undefined for what is unreadable. */
  readonly letter: LetterText | undefined;
}

/** Which letters are meant; what is left out admits all. */
export interface LetterFilter {
  readonly reason?: string;
  /** Given up at or after it. */
  readonly sinceMs?: EpochMs;
  /** Too late for this aggregation. */
  readonly aggregation?: string;
  /** False: only letters with a window that is not `STATE_EXPIRED`. */
  readonly expired?: boolean;
}

export function listedLetter({ messageId, sentMs, receives, body }: HeldMessage): ListedLetter {
  const parsed = parseLetter(body);
  if (typeof parsed === 'string') {
    return { messageId, sentMs, receives, reason: 'UNREADABLE', message: parsed, failedMs: sentMs, letter: undefined };
  }
  const letter = withoutPayload(parsed);
  return {
    messageId,
    sentMs,
    receives,
    reason: reasonOf(letter),
    message: messageOf(letter),
    failedMs: letter.lastFailedMs,
    letter,
  };
}

export function isMeant({ reason, sinceMs, aggregation, expired }: LetterFilter, listed: ListedLetter): boolean {
  if (reason !== undefined && listed.reason !== reason) return false;
  if (sinceMs !== undefined && listed.failedMs < sinceMs) return false;
  if (expired === false && listed.reason === 'STATE_EXPIRED') return false;
  return aggregation === undefined || isAbout(listed, aggregation);
}

/** The record that a letter stands for: the same for every letter about it. */
export function recordOf({ messageId, letter }: ListedLetter): string {
  if (!letter) return messageId;
  const { stream, shardId, position, kind } = letter;
  return JSON.stringify([stream.name, stream.createdMs, shardId, position, kind]);
}

function isAbout({ letter }: ListedLetter, aggregation: string): boolean {
  return letter?.kind === 'tooLate' && letter.windows.some((window) => window.aggregation === aggregation);
}

function withoutPayload(letter: LetterText & { readonly payload?: string }): LetterText {
  const { payload: _payload, ...text } = letter;
  return text;
}

function reasonOf(letter: LetterCause): LetterReason {
  if (letter.kind === 'rejected') return letter.reason;
  return letter.windows.every(({ reason }) => reason === 'STATE_EXPIRED') ? 'STATE_EXPIRED' : 'TOO_LATE';
}

function messageOf(letter: LetterCause): string {
  if (letter.kind === 'rejected') return letter.message;
  const aggregations = new Set(letter.windows.map(({ aggregation }) => aggregation));
  return `too late for ${[...aggregations].join(', ')}`;
}
