import { visibleShards } from './list-shards.ts';
import type { StreamStore } from './store.ts';
import { maxRecordKiB, openShards, type Stream } from './stream.ts';

const DEFAULT_PAGE = 100;

export interface DescribeInput {
  readonly StreamName: string;
  readonly Limit?: number;
  readonly ExclusiveStartShardId?: string;
}

export function describeStream(store: StreamStore, input: DescribeInput, nowMs: number): object {
  const stream = store.get(input.StreamName);
  const after = input.ExclusiveStartShardId ?? '';
  const shards = visibleShards(stream, nowMs).filter((shard) => shard.ShardId > after);
  const limit = input.Limit ?? DEFAULT_PAGE;
  return {
    StreamDescription: { ...properties(stream), Shards: shards.slice(0, limit), HasMoreShards: shards.length > limit },
  };
}

export function describeStreamSummary(store: StreamStore, input: DescribeInput): object {
  const stream = store.get(input.StreamName);
  return {
    StreamDescriptionSummary: {
      ...properties(stream),
      OpenShardCount: openShards(stream).length,
      ConsumerCount: 0,
      MaxRecordSizeInKiB: maxRecordKiB(stream),
    },
  };
}

export function listStreams(
  store: StreamStore,
  input: { readonly Limit?: number; readonly ExclusiveStartStreamName?: string; readonly NextToken?: string },
): object {
  const after = input.NextToken ?? input.ExclusiveStartStreamName ?? '';
  const names = store.names().filter((name) => name > after);
  const page = names.slice(0, input.Limit ?? DEFAULT_PAGE);
  const last = page.at(-1);
  return {
    StreamNames: page,
    HasMoreStreams: names.length > page.length,
    ...(last !== undefined && names.length > page.length ? { NextToken: last } : {}),
    StreamSummaries: page.map((name) => {
      const { StreamName, StreamARN, StreamStatus, StreamModeDetails, StreamCreationTimestamp } = store.get(name);
      return { StreamName, StreamARN, StreamStatus, StreamModeDetails, StreamCreationTimestamp };
    }),
  };
}

export function listTags(
  store: StreamStore,
  input: { readonly StreamName: string; readonly Limit?: number; readonly ExclusiveStartTagKey?: string },
): object {
  const after = input.ExclusiveStartTagKey ?? '';
  const tags = Object.entries(store.get(input.StreamName).tags)
    .filter(([key]) => key > after)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const page = tags.slice(0, input.Limit ?? tags.length);
  return { Tags: page.map(([Key, Value]) => ({ Key, Value })), HasMoreTags: tags.length > page.length };
}

export function describeLimits(store: StreamStore): object {
  const streams = store.names().map((name) => store.get(name));
  return {
    ShardLimit: SHARD_LIMIT,
    OpenShardCount: streams.reduce((count, stream) => count + openShards(stream).length, 0),
    OnDemandStreamCount: streams.filter((stream) => stream.StreamModeDetails.StreamMode === 'ON_DEMAND').length,
    OnDemandStreamCountLimit: ON_DEMAND_STREAM_LIMIT,
  };
}

/** The quotas of a new account in us-east-1 (Kinesis developer guide, "Quotas and limits"); shown, not enforced. */
const SHARD_LIMIT = 20_000;
const ON_DEMAND_STREAM_LIMIT = 50;

function properties(stream: Stream): object {
  const { Shards: _shards, nextIndexes, tags, MaxRecordSizeInKiB: _summary, ...shown } = stream;
  return shown;
}
