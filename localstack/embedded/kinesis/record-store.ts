import type { StoredRecord } from './kinesalite.ts';

/** A record with its key: the shard's index in hex, a slash, the sequence number. Keys of a shard sort by sequence. */
export interface KeyedRecord {
  readonly key: string;
  readonly value: StoredRecord;
}

/** Holds the records of all streams. `stream` identifies one incarnation of a stream, not just its name. */
export interface RecordStore {
  /** Appends records; within a shard their keys rise from call to call. */
  append(stream: string, records: readonly KeyedRecord[]): Promise<void>;
  /** Records of one shard with key at or after `fromKey`, in order, at most `limit`. */
  read(stream: string, fromKey: string, limit: number): Promise<readonly KeyedRecord[]>;
  /** Forgets the records of a shard with key before `beforeKey`. */
  trim(stream: string, beforeKey: string): Promise<void>;
  deleteStream(stream: string): Promise<void>;
  close(): Promise<void>;
}

/** The part of a key before the slash. */
export function shardOfKey(key: string): string {
  return key.slice(0, key.indexOf('/'));
}
