import { backOffMs } from '../back-off.ts';
import type { RunningMapping } from '../running-mapping.ts';
import type { KinesisMappingConfig, KinesisMappingDeps, ShardProgress } from './mapping-config.ts';
import { readableShards } from './shard-order.ts';
import { pollShard } from './shard-poller.ts';
import type { ShardPosition } from './stream-reader.ts';

/**
 * Starts an event source mapping from a stream: one poller a shard, children after their parents, new shards as they appear.
 * When this resolves, the starting position is fixed: with LATEST, every later record will be delivered.
 */
export async function startKinesisMapping(
  config: KinesisMappingConfig,
  deps: KinesisMappingDeps,
): Promise<RunningMapping> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const pollers = new Map<string, Promise<void>>();
  let wake = new AbortController();

  const keyOf = (shardId: string) => `${config.id}/${shardId}`;
  const progressOf = (shardId: string) => deps.progress.get(keyOf(shardId));
  const save = (shardId: string, progress: ShardProgress) =>
    deps.progress.set(keyOf(shardId), { ...progressOf(shardId), ...progress });

  const poll = async (shardId: string) => {
    try {
      const ended = await pollShard({
        config,
        deps,
        shardId,
        checkpoint: () => positionOf(config, progressOf(shardId)),
        commit: (sequenceNumber) => save(shardId, { after: sequenceNumber }),
        signal,
      });
      if (ended) save(shardId, { ended: true });
    } catch (error) {
      // The next discovery starts it again, from its checkpoint.
      deps.log(`${config.functionName}: polling ${shardId}: ${String(error)}`);
    }
    pollers.delete(shardId);
    if (progressOf(shardId)?.ended) wake.abort();
  };

  const discover = async () => {
    const shards = await deps.reader.listShards();
    for (const shard of readableShards(shards, (id) => progressOf(id)?.ended === true)) {
      if (!pollers.has(shard.id) && !signal.aborted) pollers.set(shard.id, poll(shard.id));
    }
  };

  const keepDiscovering = async () => {
    for (let failures = 0; !signal.aborted; ) {
      wake = new AbortController();
      try {
        await discover();
        failures = 0;
      } catch (error) {
        failures += 1;
        if (!signal.aborted) deps.log(`${config.functionName}: listing shards: ${String(error)}`);
      }
      await deps.clock.sleep(
        failures === 0 ? deps.pace.discoverMs : backOffMs(deps.pace.backOff, failures),
        wake.signal,
      );
    }
  };

  if (config.startingPosition === 'LATEST' && !deps.progress.get(config.id)) {
    // Pinned as a time, so that neither a split nor a restart before the first record moves it.
    const sinceMs = deps.clock.now();
    for (const shard of await deps.reader.listShards()) save(shard.id, { sinceMs });
    deps.progress.set(config.id, { sinceMs });
  }
  const discovering = keepDiscovering();
  return {
    async stop() {
      stopping.abort();
      wake.abort();
      await discovering;
      await Promise.all(pollers.values());
    },
  };
}

function positionOf(config: KinesisMappingConfig, progress: ShardProgress | undefined): ShardPosition {
  if (progress?.after !== undefined) return { from: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: progress.after };
  const timestampMs = progress?.sinceMs ?? config.startingTimestampMs;
  // A shard that appears later is read whole, whatever the mapping started at: it follows a parent that was read to its end.
  return timestampMs === undefined ? { from: 'TRIM_HORIZON' } : { from: 'AT_TIMESTAMP', timestampMs };
}
