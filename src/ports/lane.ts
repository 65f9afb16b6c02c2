/**
 * One totally ordered source: a shard of a stream. Two streams' shard 0 never meet, so the stream's identity (name and creation
 * time) is part of it: a stream deleted and made anew is another stream.
 */
export interface Lane {
  readonly streamName: string;
  readonly streamCreatedMs: number;
  /** As Kinesis names it: `shardId-` and twelve digits. */
  readonly shardId: string;
}
