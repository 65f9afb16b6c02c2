import type { RejectReason } from '../engine/rejection.ts';
import type { EpochMs } from '../engine/time.ts';
import type { Lane } from './lane.ts';

/** A record as it came from the stream. */
export interface SourceRecord {
  readonly lane: Lane;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly arrivalMs: EpochMs;
  readonly dataBase64: string;
}

/** A record that cannot be processed, whole, with the reason. */
export interface RejectedRecord {
  readonly record: SourceRecord;
  readonly position: string;
  readonly reason: RejectReason;
  readonly message: string;
  /** How often it was tried before it was given up; left out: once. */
  readonly attempts?: number;
  /** When it failed for the first time; left out: now. */
  readonly firstFailedMs?: EpochMs;
}

/** Why a window does not take an event any more: its allowed lateness is over, or its state has expired. */
export type LateReason = 'TOO_LATE' | 'STATE_EXPIRED';

/** A window that an event came too late for. */
export interface MissedWindow {
  readonly aggregation: string;
  readonly windowStartMs: EpochMs;
  readonly reason: LateReason;
}

/** A record past allowed lateness for some aggregations, whole, naming them and their windows. */
export interface TooLateRecord {
  readonly record: SourceRecord;
  readonly position: string;
  readonly eventTimeMs: EpochMs;
  readonly windows: readonly MissedWindow[];
}

/** Where records go that are not counted. Returns once every one is durable; delivery is at least once, id = position. */
export interface DeadLetters {
  sendRejected(records: readonly RejectedRecord[]): Promise<void>;
  sendTooLate(records: readonly TooLateRecord[]): Promise<void>;
}
