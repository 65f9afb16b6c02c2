import { AwsError } from '../gateway/aws-error.ts';
import { readSequence } from './sequence.ts';
import type { StreamStore } from './store.ts';
import { isOpen, type Shard, type Stream } from './stream.ts';

export interface ListShardsInput {
  readonly StreamName?: string;
  readonly NextToken?: string;
  readonly ExclusiveStartShardId?: string;
  readonly MaxResults?: number;
  readonly ShardFilter?: ShardFilter;
}

interface ShardFilter {
  readonly Type: string;
  readonly ShardId?: string;
  /** Epoch seconds. */
  readonly Timestamp?: number;
}

interface Page {
  readonly streamName: string;
  readonly afterShardId: string | undefined;
  readonly filter: ShardFilter | undefined;
}

const DEFAULT_PAGE = 1_000;

/** One page of a stream's shards, filtered as asked. @throws AwsError */
export function listShards(store: StreamStore, input: ListShardsInput, nowMs: number): object {
  const page = input.NextToken === undefined ? firstPage(input) : decodeToken(input);
  const stream = store.get(page.streamName);
  const matches = matcher(stream, page.filter, nowMs);
  const afterShardId = page.afterShardId ?? '';
  const shards = visibleShards(stream, nowMs).filter((shard) => shard.ShardId > afterShardId && matches(shard));
  const count = input.MaxResults ?? DEFAULT_PAGE;
  const last = shards[count - 1];
  const more = last && shards.length > count;
  return {
    Shards: shards.slice(0, count),
    ...(more ? { NextToken: encodeToken({ ...page, afterShardId: last.ShardId }) } : {}),
  };
}

/** A closed shard is listed as long as its records can be read. */
export function visibleShards(stream: Stream, nowMs: number): Shard[] {
  const trimHorizonMs = nowMs - stream.RetentionPeriodHours * 3_600_000;
  return stream.Shards.filter((shard) => closedMs(shard) >= trimHorizonMs);
}

/** The filters of the Kinesis API reference, type ShardFilter. */
function matcher(stream: Stream, filter: ShardFilter | undefined, nowMs: number): (shard: Shard) => boolean {
  const trimHorizonMs = Math.max(
    nowMs - stream.RetentionPeriodHours * 3_600_000,
    Math.ceil(stream.StreamCreationTimestamp * 1_000),
  );
  switch (filter?.Type) {
    case undefined:
    case 'FROM_TRIM_HORIZON':
      return () => true;
    case 'AT_LATEST':
      return isOpen;
    case 'AT_TRIM_HORIZON':
      return openAt(trimHorizonMs);
    case 'AFTER_SHARD_ID': {
      const after = required(filter.ShardId, 'ShardId', filter.Type);
      return (shard) => shard.ShardId > after;
    }
    case 'AT_TIMESTAMP':
      return openAt(required(filter.Timestamp, 'Timestamp', filter.Type) * 1_000);
    case 'FROM_TIMESTAMP': {
      const fromMs = required(filter.Timestamp, 'Timestamp', filter.Type) * 1_000;
      return (shard) => closedMs(shard) >= fromMs;
    }
    default:
      throw new AwsError('InvalidArgumentException', `Unknown ShardFilter type ${filter?.Type}`);
  }
}

function openAt(timeMs: number): (shard: Shard) => boolean {
  return (shard) =>
    readSequence(shard.SequenceNumberRange.StartingSequenceNumber).shardCreateMs <= timeMs && closedMs(shard) > timeMs;
}

function closedMs(shard: Shard): number {
  const end = shard.SequenceNumberRange.EndingSequenceNumber;
  return end === undefined ? Number.POSITIVE_INFINITY : readSequence(end).arrivalMs;
}

function required<T>(value: T | undefined, member: string, type: string): T {
  if (value !== undefined) return value;
  throw new AwsError('InvalidArgumentException', `ShardFilter of type ${type} needs ${member}`);
}

function firstPage(input: ListShardsInput): Page {
  if (input.StreamName === undefined) {
    throw new AwsError('InvalidArgumentException', 'Either NextToken or StreamName should be provided.');
  }
  return { streamName: input.StreamName, afterShardId: input.ExclusiveStartShardId, filter: input.ShardFilter };
}

function encodeToken(page: Page): string {
  return Buffer.from(JSON.stringify(page)).toString('base64url');
}

function decodeToken(input: ListShardsInput): Page {
  if (input.StreamName !== undefined) {
    throw new AwsError('InvalidArgumentException', 'NextToken and StreamName cannot be provided together.');
  }
  try {
    const page: Page = JSON.parse(Buffer.from(input.NextToken ?? '', 'base64url').toString('utf8'));
    if (typeof page.streamName === 'string') return page;
  } catch {
    // Said below, for every kind of nonsense.
  }
  throw new AwsError('InvalidArgumentException', 'NextToken is invalid.');
}
