import type { ReadRecord, StreamEvent } from './event-reader.ts';
import { type FollowShardsDeps, followShards } from './follow-shards.ts';

export interface FollowEventsOptions {
  readonly signal?: AbortSignal;
}

export interface FollowEventsDeps extends FollowShardsDeps {
  readonly readRecord: ReadRecord;
}

/**
 * The events of the stream as they arrive, from now on until `signal` is aborted; those of one shard in their order. It reads at the expense of
 * the pipeline's own reads.
 */
export async function* followEvents(
  deps: FollowEventsDeps,
  { signal }: FollowEventsOptions = {},
): AsyncGenerator<StreamEvent, void> {
  for await (const { shardId, record } of followShards(deps, { from: 'latest', signal })) {
    for (const { event } of await deps.readRecord(shardId, record)) yield event;
  }
}
