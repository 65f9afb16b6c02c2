import type { ListShardsCommandInput, ListShardsCommandOutput, Shard } from '@aws-sdk/client-kinesis';
import type { HeldShard } from './held-shard.ts';
import { invalid, tokenExpired } from './kinesis-errors.ts';
import { LEAST_SEQUENCE_NUMBER, LIFE_MS } from './shard-iterator.ts';

/** What is left of a list. */
export interface ListRest {
  readonly from: number;
  /** How many shards the whole list has. */
  readonly count: number;
}

/** @throws InvalidArgumentException, ExpiredNextTokenException */
export function restOf({ NextToken, StreamName }: ListShardsCommandInput, nowMs: number): ListRest | undefined {
  if (NextToken === undefined) return undefined;
  if (StreamName !== undefined) throw invalid('NextToken and StreamName cannot be provided together.');
  const [createdMs = Number.NaN, from = Number.NaN, count = Number.NaN] = NextToken.split('/').map(Number);
  if (Number.isNaN(createdMs + from + count)) throw invalid('Invalid NextToken.');
  if (nowMs - createdMs > LIFE_MS) throw tokenExpired();
  return { from, count };
}

/** The next shards of a list, at most `most` of them, and the token of what is left then. */
export function pageOfList(
  shards: readonly HeldShard[],
  { from, count }: ListRest,
  most: number,
  nowMs: number,
): ListShardsCommandOutput {
  const end = Math.min(count, from + most);
  return {
    $metadata: {},
    Shards: shards.slice(from, end).map(listedShard),
    ...(end < count && { NextToken: `${nowMs}/${end}/${count}` }),
  };
}

function listedShard({ shardId, parents, hashKeys, records, isClosed }: HeldShard): Shard {
  const [parent, adjacent] = parents;
  return {
    ShardId: shardId,
    ...(parent && { ParentShardId: parent.shardId }),
    ...(adjacent && { AdjacentParentShardId: adjacent.shardId }),
    HashKeyRange: { StartingHashKey: String(hashKeys.first), EndingHashKey: String(hashKeys.last) },
    SequenceNumberRange: {
      StartingSequenceNumber: LEAST_SEQUENCE_NUMBER,
      // It is no record's own.
      ...(isClosed && { EndingSequenceNumber: String(BigInt(records.at(-1)?.sequenceNumber ?? 0) + 1n) }),
    },
  };
}
