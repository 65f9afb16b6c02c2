import type { Position } from '../engine/position.ts';
import type { Undelivered } from '../engine/progress.ts';
import type { EpochMs } from '../engine/time.ts';

/** A shard as the stream lists it; closed ones stay listed until their records have expired. */
export interface Shard {
  readonly shardId: string;
  readonly closed: boolean;
  /** The shards that it was split off or merged from, listed or not; its records come after theirs. */
  readonly parents: readonly string[];
  /** Hashes of partition keys that it takes, both ends included. */
  readonly hashKeys: { readonly first: bigint; readonly last: bigint };
}

/** A record as the stream holds it. */
export interface StreamRecord {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly arrivalMs: EpochMs;
  readonly data: Uint8Array;
}

export interface StreamReader {
  /** Name and creation time: the stream's identity. */
  identify(): Promise<{ readonly streamName: string; readonly streamCreatedMs: number }>;
  listShards(): Promise<readonly Shard[]>;
  /**
   * The records of a shard from one sequence number through another, both included, as far as the stream still holds them: the first one
   * given may come after `fromSequenceNumber`.
   */
  recordsBetween(
    shardId: string,
    fromSequenceNumber: string,
    throughSequenceNumber: string,
  ): AsyncIterable<StreamRecord>;
  /**
   * Looks whether the shard holds a record after `position` (from its start for `BEFORE_FIRST`), reading until the service says
   * that nothing is left.
   *
   * @param undelivered records of which no look takes notice
   * @returns `ended` where the shard is closed and nothing is left
   */
  lookAfter(
    shardId: string,
    position: Position,
    undelivered?: readonly Undelivered[],
  ): Promise<'records' | 'empty' | 'ended'>;
}
