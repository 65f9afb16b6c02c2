import type { Position } from '../engine/position.ts';

/** A shard as the stream lists it; closed ones stay listed until their records have expired. */
export interface Shard {
  readonly shardId: string;
  readonly closed: boolean;
  /** The shards that it was split off or merged from, listed or not; its records come after theirs. */
  readonly parents: readonly string[];
}

export interface StreamReader {
  /** Name and creation time: the stream's identity. */
  identify(): Promise<{ readonly streamName: string; readonly streamCreatedMs: number }>;
  listShards(): Promise<readonly Shard[]>;
  /**
   * Looks whether the shard holds a record after `position` (from its start for `BEFORE_FIRST`), reading until the service says
   * that nothing is left.
   *
   * @returns `ended` where the shard is closed and nothing is left
   */
  lookAfter(shardId: string, position: Position): Promise<'records' | 'empty' | 'ended'>;
}
