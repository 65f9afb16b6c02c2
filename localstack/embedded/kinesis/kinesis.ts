import type { JsonObject, Operation, Operations, Service } from '../gateway/service.ts';
import { type CreateStreamInput, createStream } from './create-stream.ts';
import {
  type DescribeInput,
  describeLimits,
  describeStream,
  describeStreamSummary,
  listStreams,
  listTags,
} from './describe.ts';
import { type GetRecordsInput, getRecords } from './get-records.ts';
import type * as inputs from './inputs.ts';
import { type TypeTable, validate } from './kinesalite.ts';
import { type ListShardsInput, listShards } from './list-shards.ts';
import { type ObservePut, putRecord, putRecords } from './put-records.ts';
import { splitWidestShard } from './reshard.ts';
import { type GetShardIteratorInput, getShardIterator } from './shard-iterator.ts';
import { makeShardLimits, UNLIMITED } from './shard-limits.ts';
import { recordsOf, type StreamStore } from './store.ts';
import type { Stream } from './stream.ts';
import * as settings from './stream-settings.ts';
import { types } from './types.ts';

export interface KinesisOptions {
  /** Refuses writes beyond what a shard takes in a second; off by default. */
  readonly enforceShardLimits?: boolean | undefined;
}

export interface KinesisDeps extends KinesisOptions {
  readonly store: StreamStore;
  readonly clock: () => number;
  readonly observe?: ObservePut;
}

export interface Kinesis extends Service {
  /** Splits the widest open shard, whatever the stream's mode: AWS does so by itself to on-demand streams. */
  splitStream(streamName: string): Promise<void>;
}

/** Kinesis Data Streams, after the API reference; requests are checked by kinesalite. */
export function makeKinesis({ store, clock, enforceShardLimits, observe = () => {} }: KinesisDeps): Kinesis {
  const limits = enforceShardLimits ? makeShardLimits() : UNLIMITED;
  /** `run`'s input type states what the operation's type table has checked. */
  const operation = <I>(name: keyof typeof types, run: (input: I) => ReturnType<Operation>): Operation => {
    const table: TypeTable = types[name];
    return (input) => run(validate(withStreamName(input, table), table) as I);
  };
  const changing = <I extends inputs.OfStream>(
    name: keyof typeof types,
    change: (stream: Stream, input: I) => object | undefined,
  ): Operation =>
    operation<I>(name, (input) => settings.changeStream(store, input.StreamName, (stream) => change(stream, input)));

  const operations = {
    AddTagsToStream: changing<inputs.TagsInput>('AddTagsToStream', (stream, { Tags }) =>
      settings.addTags(stream, Tags),
    ),
    CreateStream: operation<CreateStreamInput>('CreateStream', (input) => createStream(store, input, clock())),
    DecreaseStreamRetentionPeriod: changing<inputs.RetentionInput>('DecreaseStreamRetentionPeriod', (stream, input) =>
      settings.setRetention(stream, input.RetentionPeriodHours, 'decrease'),
    ),
    DeleteStream: operation<inputs.OfStream>('DeleteStream', ({ StreamName }) => deleteStream(store, StreamName)),
    DescribeLimits: operation('DescribeLimits', () => describeLimits(store)),
    DescribeStream: operation<DescribeInput>('DescribeStream', (input) => describeStream(store, input, clock())),
    DescribeStreamSummary: operation<DescribeInput>('DescribeStreamSummary', (input) =>
      describeStreamSummary(store, input),
    ),
    GetRecords: operation<GetRecordsInput>('GetRecords', (input) => getRecords(store, input, clock())),
    GetShardIterator: operation<GetShardIteratorInput>('GetShardIterator', (input) =>
      getShardIterator(store, input, clock()),
    ),
    IncreaseStreamRetentionPeriod: changing<inputs.RetentionInput>('IncreaseStreamRetentionPeriod', (stream, input) =>
      settings.setRetention(stream, input.RetentionPeriodHours, 'increase'),
    ),
    ListShards: operation<ListShardsInput>('ListShards', (input) => listShards(store, input, clock())),
    ListStreams: operation<inputs.ListStreamsInput>('ListStreams', (input) => listStreams(store, input)),
    ListTagsForResource: operation<inputs.ListTagsInput>('ListTagsForResource', (input) => listTags(store, input)),
    ListTagsForStream: operation<inputs.ListTagsInput>('ListTagsForStream', (input) => listTags(store, input)),
    MergeShards: changing<inputs.MergeInput>('MergeShards', (stream, { ShardToMerge, AdjacentShardToMerge }) =>
      settings.merge(stream, ShardToMerge, AdjacentShardToMerge, clock()),
    ),
    PutRecord: operation<inputs.PutRecordInput>('PutRecord', (input) =>
      putRecord({ store, limits, observe }, input.StreamName, input, clock()),
    ),
    PutRecords: operation<inputs.PutRecordsInput>('PutRecords', ({ StreamName, Records }) =>
      putRecords({ store, limits, observe }, StreamName, Records, clock()),
    ),
    RemoveTagsFromStream: changing<inputs.TagKeysInput>('RemoveTagsFromStream', (stream, { TagKeys }) =>
      settings.removeTags(stream, TagKeys),
    ),
    SplitShard: changing<inputs.SplitInput>('SplitShard', (stream, { ShardToSplit, NewStartingHashKey }) =>
      settings.split(stream, ShardToSplit, NewStartingHashKey, clock()),
    ),
    StartStreamEncryption: changing<inputs.EncryptionInput>('StartStreamEncryption', (stream, { KeyId }) =>
      settings.setEncryption(stream, KeyId),
    ),
    StopStreamEncryption: changing('StopStreamEncryption', (stream) => settings.setEncryption(stream, undefined)),
    TagResource: changing<inputs.TagsInput>('TagResource', (stream, { Tags }) => settings.addTags(stream, Tags)),
    UntagResource: changing<inputs.TagKeysInput>('UntagResource', (stream, { TagKeys }) =>
      settings.removeTags(stream, TagKeys),
    ),
    UpdateMaxRecordSize: changing<inputs.MaxRecordSizeInput>('UpdateMaxRecordSize', (stream, { MaxRecordSizeInKiB }) =>
      settings.setMaxRecordSize(stream, MaxRecordSizeInKiB),
    ),
    UpdateShardCount: changing<inputs.ShardCountInput>('UpdateShardCount', (stream, { TargetShardCount }) =>
      settings.updateShardCount(stream, TargetShardCount, clock()),
    ),
    UpdateStreamMode: changing<inputs.ModeInput>('UpdateStreamMode', (stream, { StreamModeDetails }) =>
      settings.setMode(stream, StreamModeDetails.StreamMode),
    ),
  } satisfies Operations;

  return {
    name: 'Kinesis',
    target: 'Kinesis_20131202',
    scope: 'kinesis',
    operations,
    async splitStream(streamName) {
      await settings.changeStream(store, streamName, (stream) => splitWidestShard(stream, clock()));
    },
  };
}

/** Operations take a stream by name or by ARN; kinesalite's type tables know names alone. */
function withStreamName(input: JsonObject, table: TypeTable): JsonObject {
  const arn = input.StreamARN ?? input.ResourceARN;
  if (typeof arn !== 'string' || !Object.hasOwn(table, 'StreamName') || input.StreamName !== undefined) return input;
  return { ...input, StreamName: arn.slice(arn.lastIndexOf('/') + 1) };
}

async function deleteStream(store: StreamStore, name: string): Promise<undefined> {
  await store.exclusively(name, async () => {
    const stream = store.get(name);
    store.delete(name);
    await store.records.deleteStream(recordsOf(stream));
  });
}
