import { ResourceNotFoundException } from '@aws-sdk/client-kinesis';
import { type KinesisDeps, OLDEST, readShard, type ShardPage, type Start } from '../adapters/aws/kinesis-shard.ts';
import { recordOf } from '../adapters/aws/kinesis-stream-reader.ts';
import type { StreamReader } from '../ports/stream-reader.ts';
import type { ReadRecord, StreamEvent } from './event-reader.ts';
import { pause } from './pause.ts';

export interface FollowEventsOptions {
  readonly signal?: AbortSignal;
}

export interface FollowEventsDeps {
  readonly kinesis: KinesisDeps;
  readonly stream: StreamReader;
  readonly readRecord: ReadRecord;
}

const LATEST: Start = { ShardIteratorType: 'LATEST' };
const RECORDS_PER_READ = 1_000;
/** A shard answers five reads a second, from all its readers together, and the pipeline is one of them. */
const AT_TIP_MS = 1_000;

interface Turn {
  readonly shardId: string;
  readonly page: ShardPage | undefined;
}

/**
 * The events of the stream as they arrive, from now on until `signal` is aborted; those of one shard in their order. One page of each shard is
 * in memory. It reads at the expense of the pipeline's own reads.
 */
export async function* followEvents(
  deps: FollowEventsDeps,
  { signal }: FollowEventsOptions = {},
): AsyncGenerator<StreamEvent, void> {
  const { clock } = deps.kinesis;
  const followed = new Set<string>();
  const turns = new Map<string, Promise<Turn>>();
  const readers = new Map<string, AsyncGenerator<ShardPage, void>>();
  const next = async (shardId: string, waitMs: number): Promise<Turn> => {
    await pause(clock, waitMs, signal);
    try {
      const { value } = (await readers.get(shardId)?.next()) ?? { value: undefined };
      return { shardId, page: value ?? undefined };
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return { shardId, page: undefined };
      throw error;
    }
  };
  const take = (shardId: string, waitMs: number): void => {
    const turn = next(shardId, waitMs);
    // Whoever races for it hears of a failure; another's may come first.
    turn.catch(() => {});
    turns.set(shardId, turn);
  };
  const follow = (shardId: string, start: Start): void => {
    followed.add(shardId);
    readers.set(shardId, readShard(deps.kinesis, shardId, start, RECORDS_PER_READ));
    take(shardId, 0);
  };

  for (const { shardId, closed } of await deps.stream.listShards()) if (!closed) follow(shardId, LATEST);
  while (!signal?.aborted && turns.size > 0) {
    const turn = await earliest(turns, signal);
    if (!turn) return;
    const { shardId, page } = turn;
    for (const record of page?.records ?? []) {
      for (const { event } of await deps.readRecord(shardId, recordOf(record))) yield event;
    }
    if (page?.next !== undefined) {
      take(shardId, page.isTip ? AT_TIP_MS : 0);
      continue;
    }
    turns.delete(shardId);
    // What it was split or merged into is new, all of it.
    for (const shard of await deps.stream.listShards()) {
      if (shard.parents.includes(shardId) && !followed.has(shard.shardId)) follow(shard.shardId, OLDEST);
    }
  }
}

/** Undefined once the signal is aborted. */
async function earliest(
  turns: ReadonlyMap<string, Promise<Turn>>,
  signal: AbortSignal | undefined,
): Promise<Turn | undefined> {
  if (!signal) return Promise.race(turns.values());
  let stop = (): void => {};
  const aborted = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
    signal.addEventListener('abort', stop, { once: true });
  });
  const turn = await Promise.race([...turns.values(), aborted]);
  signal.removeEventListener('abort', stop);
  return turn;
}
