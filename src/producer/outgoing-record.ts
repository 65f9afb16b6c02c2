/** What a stream takes unless its limit was raised (Kinesis API reference, UpdateMaxRecordSize): data and partition key. */
export const MAX_RECORD_BYTES = 1_048_576;
/** Kinesis API reference, PutRecords. */
export const MAX_CALL_RECORDS = 500;
/** Data and partition keys of one call (Kinesis API reference, PutRecords). */
export const MAX_CALL_BYTES = 10 * 1_048_576;
const MAX_KEY_LENGTH = 256;

/** A record as it goes to the stream. */
export interface OutgoingRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

/** A record that the producer has to get into the stream, with what it stands for. */
export interface Consignment extends OutgoingRecord {
  /** What Kinesis counts: data and partition key. */
  readonly bytes: number;
  /** How many events it holds. */
  readonly events: number;
  /** Bytes of these events that count as pending. */
  readonly pendingBytes: number;
  /** Which `flush` waits for it: see `Pending`. */
  readonly epoch: number;
  /** How often it was not stored. */
  failures: number;
}

/** What Kinesis counts of a record. */
export function recordBytes(partitionKey: string, data: Uint8Array): number {
  return data.length + Buffer.byteLength(partitionKey);
}

/** Why no stream takes a record, in a few words; undefined where nothing speaks against it. */
export function faultOf(partitionKey: string, data: Uint8Array): string | undefined {
  if (typeof partitionKey !== 'string' || partitionKey.length === 0 || partitionKey.length > MAX_KEY_LENGTH) {
    const given = typeof partitionKey === 'string' ? `${partitionKey.length} characters` : typeof partitionKey;
    return `its partition key must be text of 1 to ${MAX_KEY_LENGTH} characters, got ${given}`;
  }
  const bytes = recordBytes(partitionKey, data);
  if (bytes > MAX_RECORD_BYTES)
    return `${bytes} bytes with its partition key are too large: a stream takes ${MAX_RECORD_BYTES}`;
  return undefined;
}
