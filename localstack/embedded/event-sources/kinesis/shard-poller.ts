import { deliver } from './deliver.ts';
import { makeGatherer } from './gather.ts';
import type { KinesisMappingConfig, KinesisMappingDeps } from './mapping-config.ts';
import { makeRecordRenderer } from './record-event.ts';
import { makeShardCursor } from './shard-cursor.ts';
import type { ShardPosition } from './stream-reader.ts';

/**
 * Reads one shard and hands it to the function batch by batch, one at a time, in order. Resolves when the shard has ended and
 * all of it is done (true), or when `signal` is aborted (false).
 */
export async function pollShard(options: {
  readonly config: KinesisMappingConfig;
  readonly deps: KinesisMappingDeps;
  readonly shardId: string;
  /** Where the shard was left, by what is durable. */
  readonly checkpoint: () => ShardPosition;
  readonly commit: (sequenceNumber: string) => void;
  readonly signal: AbortSignal;
}): Promise<boolean> {
  const { config, deps, shardId, signal, commit } = options;
  const { clock, pace, redelivery } = deps;
  const cursor = makeShardCursor(deps.reader, shardId, options.checkpoint());
  const gatherer = makeGatherer({
    cursor,
    render: makeRecordRenderer(config, shardId),
    clock,
    pace,
    signal,
    onReadError: (error) => deps.log(`${config.functionName}: reading ${shardId}: ${String(error)}`),
  });

  let batchSize = config.batchSize;
  while (!signal.aborted) {
    const batch = await gatherer.next({ batchSize, windowMs: config.windowMs });
    if (batch.length === 0) break;
    const repeat = redelivery?.planned() ?? false;
    await deliver(batch, { config, deps, shardId, signal, commit: repeat ? () => {} : commit });
    batchSize = config.batchSize;
    if (repeat && redelivery) {
      batchSize = redelivery.cut(config.batchSize);
      cursor.moveTo(options.checkpoint());
      gatherer.reset();
    }
  }
  return !signal.aborted;
}
