import type { GetShardIteratorCommandInput } from '@aws-sdk/client-kinesis';
import { type HeldRecord, type HeldShard, indexAfter, indexAt } from './held-shard.ts';
import { invalid, iteratorExpired } from './kinesis-errors.ts';

/** A place in a shard that stays the same whatever comes and goes. */
export interface Place {
  readonly shardId: string;
  /** Of the record at or after which it lies. */
  readonly sequenceNumber: string;
  readonly isAfter: boolean;
}

/** Iterators, and tokens of lists, may be used for five minutes (Kinesis API reference, GetShardIterator and ListShards). */
export const LIFE_MS = 300_000;
/** Kinesis API reference, GetShardIterator. */
const SEQUENCE_NUMBER = /^(0|[1-9]\d{0,128})$/;
/** Before every record. */
export const LEAST_SEQUENCE_NUMBER = '0';

/** Where in a shard a reader wants to begin. @throws InvalidArgumentException */
export function placeIn(shard: HeldShard, input: GetShardIteratorCommandInput): Place {
  const { shardId, records } = shard;
  const { ShardIteratorType: type, StartingSequenceNumber: given } = input;
  switch (type) {
    case 'AT_SEQUENCE_NUMBER':
    case 'AFTER_SEQUENCE_NUMBER':
      if (given === undefined || !isOf(records, given)) {
        throw invalid(`StartingSequenceNumber ${given} did not come from shard ${shardId}`);
      }
      return { shardId, sequenceNumber: given, isAfter: type === 'AFTER_SEQUENCE_NUMBER' };
    case 'TRIM_HORIZON':
    case 'LATEST': {
      if (given !== undefined) throw invalid(`${type} takes no StartingSequenceNumber`);
      const last = type === 'LATEST' ? records.at(-1) : undefined;
      return { shardId, sequenceNumber: last?.sequenceNumber ?? LEAST_SEQUENCE_NUMBER, isAfter: last !== undefined };
    }
    default:
      throw new Error(`the simulated Kinesis knows no iterators of type ${type}`);
  }
}

/** What the shard has given, as far as it can tell: records before its first one may have left it. */
function isOf(records: readonly HeldRecord[], sequenceNumber: string): boolean {
  if (!SEQUENCE_NUMBER.test(sequenceNumber)) return false;
  const index = indexAt(records, sequenceNumber);
  return index === 0 || records[index]?.sequenceNumber === sequenceNumber;
}

/** Index of the first of these records that comes at or after the place. */
export function indexOf({ sequenceNumber, isAfter }: Place, records: readonly HeldRecord[]): number {
  return isAfter ? indexAfter(records, sequenceNumber) : indexAt(records, sequenceNumber);
}

export function encodeIterator({ shardId, sequenceNumber, isAfter }: Place, nowMs: number): string {
  return `${nowMs}/${shardId}/${isAfter ? 'after' : 'at'}/${sequenceNumber}`;
}

/** @throws InvalidArgumentException, ExpiredIteratorException */
export function decodeIterator(iterator: string | undefined, nowMs: number): Place {
  const [createdMs, shardId, side, sequenceNumber] = iterator?.split('/') ?? [];
  if (!createdMs || !shardId || !side || !sequenceNumber) throw invalid('Invalid ShardIterator.');
  if (nowMs - Number(createdMs) > LIFE_MS) throw iteratorExpired();
  return { shardId, sequenceNumber, isAfter: side === 'after' };
}
