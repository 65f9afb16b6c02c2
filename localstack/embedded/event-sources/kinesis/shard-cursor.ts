import type { ReadResult, ShardPosition, StreamReader } from './stream-reader.ts';

/** Reads one shard onward, past expired iterators. */
export interface ShardCursor {
  /** @throws what the stream answers; the next read then goes on from the last record read. */
  read(limit: number): Promise<Omit<ReadResult, 'nextIterator'> & { readonly ended: boolean }>;
  moveTo(position: ShardPosition): void;
}

export function makeShardCursor(reader: StreamReader, shardId: string, start: ShardPosition): ShardCursor {
  let position = start;
  let iterator: string | undefined;
  return {
    async read(limit) {
      try {
        iterator ??= await reader.iterator(shardId, position);
        const { nextIterator, ...result } = await reader.read(iterator, limit);
        const last = result.records.at(-1);
        if (last) position = { from: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: last.sequenceNumber };
        iterator = nextIterator;
        return { ...result, ended: nextIterator === undefined };
      } catch (error) {
        iterator = undefined;
        throw error;
      }
    },
    moveTo(next) {
      position = next;
      iterator = undefined;
    },
  };
}
