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
}

/** A record past allowed lateness for some aggregations, whole, naming them and their windows. */
export interface TooLateRecord {
  readonly record: SourceRecord;
  readonly position: string;
  readonly eventTimeMs: EpochMs;
  readonly windows: readonly { readonly aggregation: string; readonly windowStartMs: EpochMs }[];
}

/** Where records go that are not counted. Returns once every one is durable; delivery is at least once, id = position. */
export interface DeadLetters {
  sendRejected(records: readonly RejectedRecord[]): Promise<void>;
  sendTooLate(records: readonly TooLateRecord[]): Promise<void>;
}
