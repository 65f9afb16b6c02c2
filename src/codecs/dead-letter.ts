import type { RejectReason } from '../engine/rejection.ts';
import type { EpochMs } from '../engine/time.ts';
import type { ArchiveRef } from '../ports/archive.ts';
import type { MissedWindow } from '../ports/dead-letters.ts';

/** What a message on the retry, the dead-letter or the late queue holds: one record, whole (docs/envelope.md). */
export type DeadLetter = LetterHead & LetterPayload & LetterCause;

export interface LetterHead {
  /** Of this layout. Fields may be added within a version, never changed or removed. */
  readonly version: 1;
  /** Of this letter, not of the record: it stays the same while queues hand the message on. */
  readonly id: string;
  readonly pipeline: string;
  readonly stream: { readonly name: string; readonly createdMs: EpochMs };
  readonly shardId: string;
  /** Identity: the same record sent twice has the same. */
  readonly position: string;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly arrivalMs: EpochMs;
  /** How often the record was tried before this letter was written. */
  readonly attempts: number;
  readonly firstFailedMs: EpochMs;
  /** When this letter was written. */
  readonly lastFailedMs: EpochMs;
  /** Fingerprint of the bundle that gave up on it. */
  readonly codeVersion?: string;
  /** Id of the schema version that the payload names in its header. */
  readonly schemaVersionId?: string;
}

/** The record's bytes, or where the archive has them where a message would not hold them. */
export type LetterPayload = { readonly payload: string } | { readonly archived: ArchiveRef };

export type LetterCause =
  | { readonly kind: 'rejected'; readonly reason: RejectReason; readonly message: string }
  | { readonly kind: 'tooLate'; readonly eventTimeMs: EpochMs; readonly windows: readonly MissedWindow[] };
