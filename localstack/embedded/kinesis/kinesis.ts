import type { JsonObject, Operation, Operations, Service } from '../gateway/service.ts';
import { type CreateStreamInput, createStream } from './create-stream.ts';
import { type DescribeInput, describeLimits, describeStream, describeStreamSummary, listStreams } from './describe.ts';
import { type GetRecordsInput, getRecords } from './get-records.ts';
import { runAction, sequences, type TypeTable, validate } from './kinesalite.ts';
import { type ListShardsInput, listShards } from './list-shards.ts';
import { splitWidestShard } from './reshard.ts';
import { firstSequenceAt } from './shard-iterator.ts';
import { recordsOf, type StreamStore } from './store.ts';
import type { StreamMode } from './stream.ts';
import { changeStream, merge, setEncryption, setMode, split, updateShardCount } from './stream-settings.ts';
import { types } from './types.ts';

export interface KinesisDeps {
  readonly store: StreamStore;
  /** Epoch ms. Sequence numbers and arrival times follow the machine's clock, which kinesalite reads by itself. */
  readonly clock: () => number;
}

export interface Kinesis extends Service {
  /** Splits the widest open shard, whatever the stream's mode: AWS does so by itself to on-demand streams. */
  splitStream(streamName: string): Promise<void>;
}

/** Kinesis Data Streams over kinesalite, corrected and completed where AWS answers differently. */
export function makeKinesis({ store, clock }: KinesisDeps): Kinesis {
  const change = changeStream.bind(null, store);

  /** `run`'s input type states what the operation's type table has checked. */
  const operation = <I>(name: keyof typeof types, run: (input: I) => ReturnType<Operation>): Operation => {
    const table: TypeTable = types[name];
    return (input) => run(validate(withStreamName(input, table), table) as I);
  };
  const ofKinesalite = (name: keyof typeof types): Operation =>
    operation<JsonObject>(name, (input) =>
      runAction(name.charAt(0).toLowerCase() + name.slice(1), store.kinesalite, input),
    );
  /** As `ofKinesalite`, under the name and with the members of a younger operation. */
  const alias = (name: keyof typeof types, action: string): Operation =>
    operation<JsonObject>(name, (input) => runAction(action, store.kinesalite, input));

  const operations: Operations = {
    AddTagsToStream: ofKinesalite('AddTagsToStream'),
    CreateStream: operation<CreateStreamInput>('CreateStream', (input) => {
      createStream(store, input, clock());
      return undefined;
    }),
    DecreaseStreamRetentionPeriod: ofKinesalite('DecreaseStreamRetentionPeriod'),
    DeleteStream: operation<DescribeInput>('DeleteStream', ({ StreamName }) => deleteStream(store, StreamName)),
    DescribeLimits: operation('DescribeLimits', () => describeLimits(store)),
    DescribeStream: operation<DescribeInput>('DescribeStream', (input) => describeStream(store, input, clock())),
    DescribeStreamSummary: operation<DescribeInput>('DescribeStreamSummary', (input) =>
      describeStreamSummary(store, input),
    ),
    GetRecords: operation<GetRecordsInput>('GetRecords', (input) => getRecords(store, input, clock())),
    GetShardIterator: operation<GetShardIteratorInput>('GetShardIterator', (input) => getShardIterator(store, input)),
    IncreaseStreamRetentionPeriod: ofKinesalite('IncreaseStreamRetentionPeriod'),
    ListShards: operation<ListShardsInput>('ListShards', (input) => listShards(store, input, clock())),
    ListStreams: operation<Parameters<typeof listStreams>[1]>('ListStreams', (input) => listStreams(store, input)),
    ListTagsForResource: alias('ListTagsForResource', 'listTagsForStream'),
    ListTagsForStream: ofKinesalite('ListTagsForStream'),
    MergeShards: operation<MergeInput>('MergeShards', ({ StreamName, ShardToMerge, AdjacentShardToMerge }) =>
      change(StreamName, (stream) => merge(stream, ShardToMerge, AdjacentShardToMerge, clock())),
    ),
    PutRecord: ofKinesalite('PutRecord'),
    PutRecords: ofKinesalite('PutRecords'),
    RemoveTagsFromStream: ofKinesalite('RemoveTagsFromStream'),
    SplitShard: operation<SplitInput>('SplitShard', ({ StreamName, ShardToSplit, NewStartingHashKey }) =>
      change(StreamName, (stream) => split(stream, ShardToSplit, NewStartingHashKey, clock())),
    ),
    StartStreamEncryption: operation<{ StreamName: string; KeyId: string }>('StartStreamEncryption', (input) =>
      change(input.StreamName, (stream) => setEncryption(stream, input.KeyId)),
    ),
    StopStreamEncryption: operation<{ StreamName: string }>('StopStreamEncryption', (input) =>
      change(input.StreamName, (stream) => setEncryption(stream, undefined)),
    ),
    TagResource: alias('TagResource', 'addTagsToStream'),
    UntagResource: alias('UntagResource', 'removeTagsFromStream'),
    UpdateShardCount: operation<{ StreamName: string; TargetShardCount: number }>('UpdateShardCount', (input) =>
      change(input.StreamName, (stream) => updateShardCount(stream, input.TargetShardCount, clock())),
    ),
    UpdateStreamMode: operation<ModeInput>('UpdateStreamMode', ({ StreamName, StreamModeDetails }) =>
      change(StreamName, (stream) => setMode(stream, StreamModeDetails.StreamMode)),
    ),
  };

  return {
    name: 'Kinesis',
    target: 'Kinesis_20131202',
    scope: 'kinesis',
    operations,
    async splitStream(streamName) {
      await change(streamName, (stream) => {
        splitWidestShard(stream, clock());
        return undefined;
      });
    },
  };
}

interface SplitInput {
  readonly StreamName: string;
  readonly ShardToSplit: string;
  readonly NewStartingHashKey: string;
}

interface MergeInput {
  readonly StreamName: string;
  readonly ShardToMerge: string;
  readonly AdjacentShardToMerge: string;
}

interface ModeInput {
  readonly StreamName: string;
  readonly StreamModeDetails: { readonly StreamMode: StreamMode };
}

interface GetShardIteratorInput extends JsonObject {
  readonly StreamName: string;
  readonly ShardId: string;
  readonly ShardIteratorType: string;
  /** Epoch seconds. */
  readonly Timestamp?: number;
}

/** Operations take a stream by name or by ARN; kinesalite knows names alone. */
function withStreamName(input: JsonObject, table: TypeTable): JsonObject {
  const arn = input.StreamARN ?? input.ResourceARN;
  if (typeof arn !== 'string' || !Object.hasOwn(table, 'StreamName') || input.StreamName !== undefined) return input;
  return { ...input, StreamName: arn.slice(arn.lastIndexOf('/') + 1) };
}

async function getShardIterator(store: StreamStore, input: GetShardIteratorInput): Promise<object | undefined> {
  const { StreamName, Timestamp } = input;
  if (input.ShardIteratorType !== 'AT_TIMESTAMP' || Timestamp === undefined) {
    return runAction('getShardIterator', store.kinesalite, input);
  }
  // kinesalite never answers when no record is that young; its checks are kept by asking it for LATEST.
  const latest = await runAction('getShardIterator', store.kinesalite, {
    StreamName,
    ShardId: input.ShardId,
    ShardIteratorType: 'LATEST',
  });
  const { shardId, shardIx } = sequences.resolveShardId(input.ShardId);
  const sequence = await firstSequenceAt(store.records, recordsOf(store.get(StreamName)), shardIx, Timestamp);
  return sequence === undefined
    ? latest
    : { ShardIterator: sequences.createShardIterator(StreamName, shardId, sequence) };
}

async function deleteStream(store: StreamStore, name: string): Promise<undefined> {
  await store.exclusively(name, async () => {
    const stream = store.get(name);
    store.delete(name);
    await store.records.deleteStream(recordsOf(stream));
  });
}
