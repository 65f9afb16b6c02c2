/** A record as it is kept and returned. */
export interface StoredRecord {
  readonly PartitionKey: string;
  /** Base64. */
  readonly Data: string;
  /** Epoch seconds. */
  readonly ApproximateArrivalTimestamp: number;
}

/** A record with its key: the shard's index in hex, a slash, the sequence number. Keys of a shard sort by sequence. */
export interface KeyedRecord {
  readonly key: string;
  readonly value: StoredRecord;
}

/** Holds the records of all streams. `stream` identifies one incarnation of a stream, not just its name. */
export interface RecordStore {
  /** Appends records; within a shard their keys rise from call to call. */
  append(stream: string, records: readonly KeyedRecord[]): Promise<void>;
  /**
   * Records of one shard with key at or after `fromKey`, in order: at most `limit`, and none after the one with which their sizes come
   * to more than `maxBytes`.
   */
  read(stream: string, fromKey: string, limit: number, maxBytes: number): Promise<readonly KeyedRecord[]>;
  /** Forgets the records of a shard with key before `beforeKey`. */
  trim(stream: string, beforeKey: string): Promise<void>;
  deleteStream(stream: string): Promise<void>;
  close(): Promise<void>;
}

/** What counts against limits: data and partition key. */
export function sizeBytes({ Data, PartitionKey }: Pick<StoredRecord, 'Data' | 'PartitionKey'>): number {
  return Buffer.byteLength(Data, 'base64') + Buffer.byteLength(PartitionKey);
}

/** The part of a key before the slash. */
export function shardOfKey(key: string): string {
  return key.slice(0, key.indexOf('/'));
}

/** The part of a key after the slash. */
export function sequenceOfKey(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}

/** Comes after a key and before the next one: `~` sorts after all characters of keys. */
export function afterKey(key: string): string {
  return `${key}~`;
}
