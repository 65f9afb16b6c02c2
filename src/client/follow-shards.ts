import { type KinesisDeps, LATEST, OLDEST, type ShardPage, type Start } from '../adapters/aws/kinesis-shard.ts';
import { recordOf } from '../adapters/aws/kinesis-stream-reader.ts';
import type { EpochMs } from '../engine/time.ts';
import type { Shard, StreamReader, StreamRecord } from '../ports/stream-reader.ts';
import { followShard } from './follow-shard.ts';
import { pause } from './pause.ts';
import { type Patience, rideOut } from './ride-out.ts';

export interface FollowShardsDeps {
  readonly kinesis: KinesisDeps;
  /** Of the same stream. */
  readonly stream: Pick<StreamReader, 'listShards'>;
}

export interface FollowShardsOptions extends Omit<Patience, 'clock'> {
  /** What is still there from the oldest on, what comes from now on, or what reached the stream at an instant or later. */
  readonly from: 'oldest' | 'latest' | EpochMs;
}

export interface ShardRecord {
  readonly shardId: string;
  readonly record: StreamRecord;
}

/** A shard answers five reads a second, from all its readers together, and a pipeline may be one of them. */
const AT_TIP_MS = 1_000;

interface Turn {
  readonly shardId: string;
  readonly page: ShardPage | undefined;
}

/**
 * The records of a stream, until `signal` is aborted; those of one shard in their order, and those of the shards that it was split or merged
 * into after them. One page of each shard is in memory, and shards that have something take turns. Transient failures are ridden out, however
 * long they last; others are thrown.
 */
export async function* followShards(
  { kinesis, stream }: FollowShardsDeps,
  { from, signal, onFailure }: FollowShardsOptions,
): AsyncGenerator<ShardRecord, void> {
  const { clock } = kinesis;
  const patience = { clock, signal, onFailure };
  const listShards = async () => (await rideOut(patience, () => stream.listShards())) ?? [];
  const turns = new Map<string, Promise<Turn>>();
  const readers = new Map<string, AsyncGenerator<ShardPage, void>>();
  const next = async (shardId: string, waitMs: number): Promise<Turn> => {
    await pause(clock, waitMs, signal);
    const page = await readers.get(shardId)?.next();
    return { shardId, page: page?.value ?? undefined };
  };
  const take = (shardId: string, waitMs: number): void => {
    const turn = next(shardId, waitMs);
    // Whoever races for it hears of a failure; another's may come first.
    turn.catch(() => {});
    // Of those that are there at the same time the first wins the race: whoever had its turn stands behind all others.
    turns.delete(shardId);
    turns.set(shardId, turn);
  };
  const follow = (shardId: string, start: Start): void => {
    readers.set(shardId, followShard(kinesis, shardId, start, patience));
    take(shardId, 0);
  };

  const start = startOf(from, clock.nowMs());
  const listed = await listShards();
  // Of what is closed nothing comes any more.
  const done = new Set(start === LATEST ? listed.filter(({ closed }) => closed).map(({ shardId }) => shardId) : []);
  for (const { shardId } of nextOf(listed, done)) if (!done.has(shardId)) follow(shardId, start);
  // What the shards of now are split or merged into is new, all of it; an older one may have begun before the instant that was asked for.
  const startOfLater = start === LATEST ? OLDEST : start;
  while (!signal?.aborted && turns.size > 0) {
    const turn = await earliest(turns, signal);
    if (!turn) return;
    const { shardId, page } = turn;
    for (const record of page?.records ?? []) yield { shardId, record: recordOf(record) };
    if (page?.next !== undefined) {
      take(shardId, page.isTip ? AT_TIP_MS : 0);
      continue;
    }
    turns.delete(shardId);
    readers.delete(shardId);
    done.add(shardId);
    for (const later of nextOf(await listShards(), done)) {
      if (!done.has(later.shardId) && !turns.has(later.shardId)) follow(later.shardId, startOfLater);
    }
  }
}

function startOf(from: FollowShardsOptions['from'], nowMs: EpochMs): Start {
  if (from === 'oldest') return OLDEST;
  // The service refuses an instant ahead of its own clock.
  if (from === 'latest' || from >= nowMs) return LATEST;
  return { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(from) };
}

/** Those of which no parent is left to be read. */
function nextOf(shards: readonly Shard[], done: ReadonlySet<string>): readonly Shard[] {
  const left = new Set(shards.map(({ shardId }) => shardId).filter((shardId) => !done.has(shardId)));
  return shards.filter(({ parents }) => !parents.some((parent) => left.has(parent)));
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
