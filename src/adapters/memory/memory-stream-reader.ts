import { BEFORE_FIRST, encodePosition, isInsideRecord, sequenceNumberOf } from '../../engine/position.ts';
import { isUndelivered } from '../../engine/undelivered.ts';
import type { Shard, StreamReader, StreamRecord } from '../../ports/stream-reader.ts';
import { type Fault, makeOperations } from './operations.ts';

export interface MemoryStream extends StreamReader {
  open(shardId: string, ...parents: readonly string[]): void;
  /** A sequence number alone stands for a record without data. */
  append(shardId: string, ...records: readonly (StreamRecord | string)[]): void;
  close(shardId: string): void;
  /** Drops the shard's records through a sequence number, all of them where none is given, as retention does. */
  trim(shardId: string, throughSequenceNumber?: string): void;
  readonly operations: ReadonlyMap<string, number>;
}

export interface MemoryStreamOptions {
  readonly streamName: string;
  readonly streamCreatedMs: number;
  readonly fault?: Fault;
}

interface HeldShard {
  closed: boolean;
  readonly parents: readonly string[];
  records: StreamRecord[];
}

/** Hashes of partition keys are 128 bits wide (Kinesis API reference, HashKeyRange). */
const HASH_KEYS = 1n << 128n;

/** A stream in memory, as far as reading it goes. */
export function makeMemoryStream({ streamName, streamCreatedMs, fault }: MemoryStreamOptions): MemoryStream {
  const operations = makeOperations(fault);
  const shards = new Map<string, HeldShard>();

  const shardOf = (shardId: string) => {
    const shard = shards.get(shardId);
    if (!shard) throw new RangeError(`stream ${streamName} has no shard ${shardId}`);
    return shard;
  };

  /** The shards of the same parents share what those took, in equal parts, in the order of their opening. */
  const hashKeysOf = (shard: HeldShard): Shard['hashKeys'] => {
    const taken = shard.parents.flatMap((parent) => shards.get(parent) ?? []).map(hashKeysOf);
    const first = taken.map((keys) => keys.first).reduce((a, b) => (a < b ? a : b), taken[0]?.first ?? 0n);
    const last = taken.map((keys) => keys.last).reduce((a, b) => (a > b ? a : b), taken[0]?.last ?? HASH_KEYS - 1n);
    const family = [...shards.values()].filter(({ parents }) => parents.join() === shard.parents.join());
    const place = BigInt(family.indexOf(shard));
    const width = (last - first + 1n) / BigInt(family.length);
    return {
      first: first + place * width,
      last: place === BigInt(family.length - 1) ? last : first + (place + 1n) * width - 1n,
    };
  };

  return {
    operations: operations.counts,
    open: (shardId, ...parents) => void shards.set(shardId, { closed: false, parents, records: [] }),
    append: (shardId, ...records) => void shardOf(shardId).records.push(...records.map(recordOf)),
    close(shardId) {
      shardOf(shardId).closed = true;
    },
    trim(shardId, throughSequenceNumber) {
      const shard = shardOf(shardId);
      const isLeft = ({ sequenceNumber }: StreamRecord): boolean =>
        throughSequenceNumber !== undefined && encodePosition(sequenceNumber) > encodePosition(throughSequenceNumber);
      shard.records = shard.records.filter(isLeft);
    },

    identify: () => operations.run('identify', () => ({ streamName, streamCreatedMs })),
    listShards: () =>
      operations.run('listShards', () =>
        [...shards].map(([shardId, shard]) => ({
          shardId,
          closed: shard.closed,
          parents: shard.parents,
          hashKeys: hashKeysOf(shard),
        })),
      ),
    async *recordsBetween(shardId, fromSequenceNumber, throughSequenceNumber) {
      const from = encodePosition(fromSequenceNumber);
      const through = encodePosition(throughSequenceNumber);
      // One request a record: every place where a read of many pages may break off.
      for (let after = BEFORE_FIRST; ; ) {
        const next = await operations.run('recordsBetween', () =>
          shards.get(shardId)?.records.find(({ sequenceNumber }) => {
            const position = encodePosition(sequenceNumber);
            return position > after && position >= from && position <= through;
          }),
        );
        if (!next) return;
        after = encodePosition(next.sequenceNumber);
        yield structuredClone(next);
      }
    },
    lookAfter: (shardId, position, undelivered = []) =>
      operations.run('lookAfter', () => {
        const { closed, records } = shardOf(shardId);
        const last = position === BEFORE_FIRST ? BEFORE_FIRST : encodePosition(sequenceNumberOf(position));
        const isLeft = (record: string) =>
          (record > last || (record === last && isInsideRecord(position))) && !isUndelivered(record, undelivered);
        if (records.some(({ sequenceNumber }) => isLeft(encodePosition(sequenceNumber)))) return 'records';
        return closed ? 'ended' : 'empty';
      }),
  };
}

function recordOf(record: StreamRecord | string): StreamRecord {
  if (typeof record !== 'string') return structuredClone(record);
  return { sequenceNumber: record, partitionKey: 'key', arrivalMs: 0, data: new Uint8Array() };
}
