import type { PutEntry } from './put-records.ts';
import type { StreamMode } from './stream.ts';

/** Inputs as the type tables in `types.ts` have checked them. */

export interface OfStream {
  readonly StreamName: string;
}

export interface PutRecordInput extends OfStream, PutEntry {}

export interface PutRecordsInput extends OfStream {
  readonly Records: readonly PutEntry[];
}

export interface RetentionInput extends OfStream {
  readonly RetentionPeriodHours: number;
}

export interface MaxRecordSizeInput extends OfStream {
  readonly MaxRecordSizeInKiB: number;
}

export interface SplitInput extends OfStream {
  readonly ShardToSplit: string;
  readonly NewStartingHashKey: string;
}

export interface MergeInput extends OfStream {
  readonly ShardToMerge: string;
  readonly AdjacentShardToMerge: string;
}

export interface ShardCountInput extends OfStream {
  readonly TargetShardCount: number;
}

export interface ModeInput extends OfStream {
  readonly StreamModeDetails: { readonly StreamMode: StreamMode };
}

export interface EncryptionInput extends OfStream {
  readonly KeyId: string;
}

export interface TagsInput extends OfStream {
  readonly Tags: Readonly<Record<string, string>>;
}

export interface TagKeysInput extends OfStream {
  readonly TagKeys: readonly string[];
}

export interface ListStreamsInput {
  readonly Limit?: number;
  readonly ExclusiveStartStreamName?: string;
  readonly NextToken?: string;
}

export interface ListTagsInput extends OfStream {
  readonly Limit?: number;
  readonly ExclusiveStartTagKey?: string;
}
