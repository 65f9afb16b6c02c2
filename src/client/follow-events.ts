import type { ReadRecord, StreamEvent } from './event-reader.ts';
import { type FollowShardsDeps, followShards } from './follow-shards.ts';
import { type Patience, rideOut } from './ride-out.ts';

export interface FollowEventsOptions extends Omit<Patience, 'clock'> {}

export interface FollowEventsDeps extends FollowShardsDeps {
  readonly readRecord: ReadRecord;
}

/**
 * The events of the stream as they arrive, from now on until `signal` is aborted; those of one shard in their order. It rides out
 * transient failures, and reads at the expense of the pipeline's own reads.
 */
export async function* followEvents(
  deps: FollowEventsDeps,
  options: FollowEventsOptions = {},
): AsyncGenerator<StreamEvent, void> {
  const patience = { ...options, clock: deps.kinesis.clock };
  for await (const { shardId, record } of followShards(deps, { ...options, from: 'latest' })) {
    for (const { event } of (await rideOut(patience, () => deps.readRecord(shardId, record))) ?? []) yield event;
  }
}
