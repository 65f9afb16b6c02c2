import { BEFORE_FIRST, encodePosition, sequenceNumberOf } from '../../engine/position.ts';
import type { StreamReader } from '../../ports/stream-reader.ts';
import { type Fault, makeOperations } from './operations.ts';

export interface MemoryStream extends StreamReader {
  open(shardId: string): void;
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
  const shards = new Map<string, { closed: boolean; sequenceNumbers: string[] }>();

  const shardOf = (shardId: string) => {
    const shard = shards.get(shardId);
    if (!shard) throw new RangeError(`stream ${streamName} has no shard ${shardId}`);
    return shard;
  };

  return {
    operations: operations.counts,
    open: (shardId) => void shards.set(shardId, { closed: false, sequenceNumbers: [] }),
    append: (shardId, ...sequenceNumbers) => void shardOf(shardId).sequenceNumbers.push(...sequenceNumbers),
    close(shardId) {
      shardOf(shardId).closed = true;
    },
    trim(shardId) {
      shardOf(shardId).sequenceNumbers = [];
    },

    identify: () => operations.run('identify', () => ({ streamName, streamCreatedMs })),
    listShards: () =>
      operations.run('listShards', () => [...shards].map(([shardId, { closed }]) => ({ shardId, closed }))),
    lookAfter: (shardId, position) =>
      operations.run('lookAfter', () => {
        const { closed, sequenceNumbers } = shardOf(shardId);
        // Records are looked for, so the place inside a packed record does not matter.
        const after = position === BEFORE_FIRST ? BEFORE_FIRST : encodePosition(sequenceNumberOf(position));
        if (sequenceNumbers.some((sequenceNumber) => encodePosition(sequenceNumber) > after)) return 'records';
        return closed ? 'ended' : 'empty';
      }),
  };
}
