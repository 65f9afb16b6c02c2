import { BEFORE_FIRST, encodePosition, isInsideRecord, sequenceNumberOf } from '../../engine/position.ts';
import type { StreamReader } from '../../ports/stream-reader.ts';
import { type Fault, makeOperations } from './operations.ts';

export interface MemoryStream extends StreamReader {
  open(shardId: string, ...parents: readonly string[]): void;
  append(shardId: string, ...sequenceNumbers: readonly string[]): void;
  close(shardId: string): void;
  /** Drops the shard's records, as retention does. */
  trim(shardId: string): void;
  readonly operations: ReadonlyMap<string, number>;
}

export interface MemoryStreamOptions {
  readonly streamName: string;
  readonly streamCreatedMs: number;
  readonly fault?: Fault;
}

/** A stream in memory, as far as looking at it goes: shards and sequence numbers. */
export function makeMemoryStream({ streamName, streamCreatedMs, fault }: MemoryStreamOptions): MemoryStream {
  const operations = makeOperations(fault);
  const shards = new Map<string, { closed: boolean; parents: readonly string[]; sequenceNumbers: string[] }>();

  const shardOf = (shardId: string) => {
    const shard = shards.get(shardId);
    if (!shard) throw new RangeError(`stream ${streamName} has no shard ${shardId}`);
    return shard;
  };

  return {
    operations: operations.counts,
    open: (shardId, ...parents) => void shards.set(shardId, { closed: false, parents, sequenceNumbers: [] }),
    append: (shardId, ...sequenceNumbers) => void shardOf(shardId).sequenceNumbers.push(...sequenceNumbers),
    close(shardId) {
      shardOf(shardId).closed = true;
    },
    trim(shardId) {
      shardOf(shardId).sequenceNumbers = [];
    },

    identify: () => operations.run('identify', () => ({ streamName, streamCreatedMs })),
    listShards: () =>
      operations.run('listShards', () =>
        [...shards].map(([shardId, { closed, parents }]) => ({ shardId, closed, parents })),
      ),
    lookAfter: (shardId, position) =>
      operations.run('lookAfter', () => {
        const { closed, sequenceNumbers } = shardOf(shardId);
        const last = position === BEFORE_FIRST ? BEFORE_FIRST : encodePosition(sequenceNumberOf(position));
        const isLeft = (record: string) => record > last || (record === last && isInsideRecord(position));
        if (sequenceNumbers.some((sequenceNumber) => isLeft(encodePosition(sequenceNumber)))) return 'records';
        return closed ? 'ended' : 'empty';
      }),
  };
}
