import { type TypeTable, typesOf } from './kinesalite.ts';

/** Type tables of operations that kinesalite lacks or that have gained members since, in its own notation. */

const streamName = typesOf('describeStreamSummary');
const hours = (operation: string): TypeTable => ({
  ...typesOf(operation),
  RetentionPeriodHours: { type: 'Integer', notNull: true, greaterThanOrEqual: 1, lessThanOrEqual: 8760 },
});
const mode = {
  type: 'Structure',
  children: { StreamMode: { type: 'String', notNull: true, enum: ['PROVISIONED', 'ON_DEMAND'] } },
};
const tagMap = { type: 'Map', lengthLessThanOrEqual: 50, children: { type: 'String' } };
const tagKeys = { type: 'List', notNull: true, lengthGreaterThanOrEqual: 1, children: { type: 'String' } };
const encryption: TypeTable = {
  ...streamName,
  EncryptionType: { type: 'String', notNull: true, enum: ['KMS'] },
  KeyId: { type: 'String', notNull: true, lengthGreaterThanOrEqual: 1, lengthLessThanOrEqual: 2048 },
};

const maxRecordSize = { type: 'Integer', greaterThanOrEqual: 1_024, lessThanOrEqual: 10_240 };
/** How large data may be depends on the stream: see `checkSizes` of put-records.ts. */
const data = { type: 'Blob', notNull: true };
const putRecord = typesOf('putRecord');
const entry: TypeTable = {
  Data: data,
  ExplicitHashKey: putRecord.ExplicitHashKey,
  PartitionKey: putRecord.PartitionKey,
};

export const types = {
  AddTagsToStream: { ...typesOf('addTagsToStream') },
  CreateStream: {
    ...typesOf('createStream'),
    ShardCount: { type: 'Integer', greaterThanOrEqual: 1, lessThanOrEqual: 100_000 },
    MaxRecordSizeInKiB: maxRecordSize,
    StreamModeDetails: mode,
    Tags: tagMap,
  },
  DecreaseStreamRetentionPeriod: hours('decreaseStreamRetentionPeriod'),
  DeleteStream: streamName,
  DescribeLimits: {},
  DescribeStream: typesOf('describeStream'),
  DescribeStreamSummary: streamName,
  GetRecords: typesOf('getRecords'),
  GetShardIterator: typesOf('getShardIterator'),
  IncreaseStreamRetentionPeriod: hours('increaseStreamRetentionPeriod'),
  ListShards: {
    ...typesOf('listShards'),
    ShardFilter: {
      type: 'Structure',
      children: {
        Type: { type: 'String', notNull: true },
        ShardId: { type: 'String' },
        Timestamp: { type: 'Timestamp' },
      },
    },
  },
  ListStreams: { ...typesOf('listStreams'), NextToken: { type: 'String' } },
  ListTagsForStream: typesOf('listTagsForStream'),
  MergeShards: typesOf('mergeShards'),
  PutRecord: { ...putRecord, Data: data },
  PutRecords: {
    ...streamName,
    Records: {
      type: 'List',
      notNull: true,
      lengthGreaterThanOrEqual: 1,
      lengthLessThanOrEqual: 500,
      memberStr: 'com.amazonaws.kinesis.v20131202.PutRecordsRequestEntry@c965e310',
      children: { type: 'Structure', children: entry },
    },
  },
  RemoveTagsFromStream: typesOf('removeTagsFromStream'),
  SplitShard: typesOf('splitShard'),
  StartStreamEncryption: encryption,
  StopStreamEncryption: encryption,
  TagResource: { ...streamName, Tags: { ...tagMap, notNull: true } },
  UntagResource: { ...streamName, TagKeys: tagKeys },
  ListTagsForResource: streamName,
  UpdateMaxRecordSize: { ...streamName, MaxRecordSizeInKiB: { ...maxRecordSize, notNull: true } },
  UpdateShardCount: {
    ...streamName,
    TargetShardCount: { type: 'Integer', notNull: true, greaterThanOrEqual: 1, lessThanOrEqual: 10_000 },
    ScalingType: { type: 'String', notNull: true, enum: ['UNIFORM_SCALING'] },
  },
  UpdateStreamMode: { ...streamName, StreamModeDetails: { ...mode, notNull: true } },
} satisfies Record<string, TypeTable>;
