import { createHash } from 'node:crypto';
import type { EpochMs } from '../engine/time.ts';
import type { RejectedRecord, SourceRecord, TooLateRecord } from '../ports/dead-letters.ts';
import type { DeadLetter, LetterHead, LetterPayload } from './dead-letter.ts';
import { GLUE_HEADER_BYTES, hasGlueHeader, makeGlueHeaderReader } from './glue-header.ts';
import { queueText } from './queue-text.ts';

export interface LetterWriterDeps {
  readonly pipeline: string;
  /** Fingerprint of the bundle that writes. */
  readonly codeVersion?: string | undefined;
  /** A new one each time: the id of a letter. */
  readonly nonce: () => string;
  readonly nowMs: () => EpochMs;
}

/** Letters about records, with their payload inline. */
export interface LetterWriter {
  rejected(record: RejectedRecord): InlineLetter;
  tooLate(record: TooLateRecord): InlineLetter;
}

export type InlineLetter = Exclude<DeadLetter, { readonly archived: unknown }>;

/** A message for a person: enough to see what was wrong, bounded so that it cannot crowd out the record. */
const MAX_REASON_LENGTH = 2_000;
/** Base64 of a header of the registry. */
const HEADER_CHARACTERS = (GLUE_HEADER_BYTES / 3) * 4;
/** Of a hash that tells payloads of one record apart: no more than a few are ever written. */
const HASH_DIGITS = 16;

/** Makes what writes letters (docs/envelope.md). */
export function makeLetterWriter({ pipeline, codeVersion, nonce, nowMs }: LetterWriterDeps): LetterWriter {
  const readHeader = makeGlueHeaderReader();

  const schemaVersionOf = (dataBase64: string): string | undefined => {
    const start = Buffer.from(dataBase64.slice(0, HEADER_CHARACTERS), 'base64');
    if (!hasGlueHeader(start, 0, start.length)) return undefined;
    const header = readHeader(start, 0, start.length);
    return 'versionId' in header ? header.versionId : undefined;
  };

  const headOf = (record: SourceRecord, position: string, tried: Tried): LetterHead & { readonly payload: string } => {
    const { lane, sequenceNumber, partitionKey, arrivalMs, dataBase64 } = record;
    const lastFailedMs = nowMs();
    const schemaVersionId = schemaVersionOf(dataBase64);
    return {
      version: 1,
      id: nonce(),
      pipeline,
      stream: { name: lane.streamName, createdMs: lane.streamCreatedMs },
      shardId: lane.shardId,
      position,
      sequenceNumber,
      partitionKey,
      arrivalMs,
      attempts: tried.attempts ?? 1,
      firstFailedMs: tried.firstFailedMs ?? lastFailedMs,
      lastFailedMs,
      ...(codeVersion === undefined ? {} : { codeVersion }),
      ...(schemaVersionId === undefined ? {} : { schemaVersionId }),
      payload: dataBase64,
    };
  };

  return {
    rejected: ({ record, position, reason, message, ...tried }) => ({
      ...headOf(record, position, tried),
      kind: 'rejected',
      reason,
      message: message.slice(0, MAX_REASON_LENGTH),
    }),
    tooLate: ({ record, position, eventTimeMs, windows }) => ({
      ...headOf(record, position, {}),
      kind: 'tooLate',
      eventTimeMs,
      windows,
    }),
  };
}

type Tried = Pick<RejectedRecord, 'attempts' | 'firstFailedMs'>;

/** A letter as the body of a message. */
export function letterBody(letter: DeadLetter): string {
  return queueText(letter);
}

/** What a message says of its letter without being read: for filters. */
export function letterAttributes(letter: DeadLetter): Readonly<Record<'kind' | 'reason' | 'pipeline', string>> {
  return { kind: letter.kind, reason: reasonOf(letter), pipeline: letter.pipeline };
}

/** Why a letter was written; one too late is `STATE_EXPIRED` where that is so of all its windows. */
export function reasonOf(letter: DeadLetter): string {
  if (letter.kind === 'rejected') return letter.reason;
  return letter.windows.every(({ reason }) => reason === 'STATE_EXPIRED') ? 'STATE_EXPIRED' : 'TOO_LATE';
}

/**
 * Where a letter's payload lies in the archive: the same for the same bytes of the same record, so that writing them again changes
 * nothing; another for other bytes, such as a packed record and the last event in it, which have one position.
 */
export function archiveKey({ stream, shardId, position, payload }: InlineLetter): string {
  const digest = createHash('sha256').update(payload).digest('hex').slice(0, HASH_DIGITS);
  return `letters/${stream.name}-${stream.createdMs}/${shardId}/${position.replace('/', '-')}-${digest}`;
}

/** The letter with its payload in the archive instead. */
export function withArchived(
  { payload: _payload, ...letter }: InlineLetter,
  archived: Extract<LetterPayload, { readonly archived: unknown }>['archived'],
): DeadLetter {
  return { ...letter, archived };
}
