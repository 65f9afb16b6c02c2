import type {
  Shard,
  ShardPosition,
  StreamReader,
  StreamRecord,
} from '../../../../localstack/embedded/event-sources/kinesis/stream-reader.ts';

interface FakeShard extends Shard {
  closed: boolean;
  readonly records: StreamRecord[];
}

/** A stream in memory; iterators are `shard@index`, and a number that makes each one new. */
export function makeFakeStream() {
  const shards = new Map<string, FakeShard>();
  const reads: { shardId: string; limit: number }[] = [];
  const failures: (Error | undefined)[] = [];
  const broken = new Map<string, Error>();
  let iterators = 0;
  let sequence = 1_000;

  const shardOf = (id: string): FakeShard => {
    const shard = shards.get(id);
    if (!shard) throw new Error(`ResourceNotFoundException: ${id}`);
    return shard;
  };
  const indexOf = (shard: FakeShard, position: ShardPosition): number => {
    if (position.from === 'TRIM_HORIZON') return 0;
    const found = shard.records.findIndex((record) =>
      position.from === 'AT_TIMESTAMP'
        ? record.arrivalMs >= position.timestampMs
        : BigInt(record.sequenceNumber) > BigInt(position.sequenceNumber),
    );
    return found < 0 ? shard.records.length : found;
  };

  const reader: StreamReader = {
    listShards: async () => [...shards.values()].map(({ id, parents }) => ({ id, parents })),
    async iterator(shardId, position) {
      iterators += 1;
      return `${shardId}@${indexOf(shardOf(shardId), position)}@${iterators}`;
    },
    async read(iterator, limit) {
      const failure = broken.get(iterator) ?? failures.shift();
      if (failure) {
        broken.set(iterator, failure);
        throw failure;
      }
      const [shardId = '', index = ''] = iterator.split('@');
      const shard = shardOf(shardId);
      reads.push({ shardId, limit });
      const records = shard.records.slice(Number(index), Number(index) + limit);
      const next = Number(index) + records.length;
      const atTip = next >= shard.records.length;
      return { records, nextIterator: atTip && shard.closed ? undefined : `${shardId}@${next}`, atTip };
    },
  };

  return {
    reader,
    reads,
    /** The next reads fail so, where an error is given, and their iterators stay broken. */
    failReads: (errors: (Error | undefined)[]) => void failures.push(...errors),
    open: (id: string, parents: string[] = []) => void shards.set(id, { id, parents, closed: false, records: [] }),
    close(id: string) {
      shardOf(id).closed = true;
    },
    forget: (id: string) => void shards.delete(id),
    /** Adds a record to a shard; its sequence number is the answer. */
    put(id: string, data: string | Uint8Array = '{}', partitionKey = 'key', arrivalMs = 0): string {
      sequence += 1;
      const sequenceNumber = String(sequence);
      shardOf(id).records.push({ sequenceNumber, partitionKey, data: Buffer.from(data), arrivalMs });
      return sequenceNumber;
    },
  };
}
