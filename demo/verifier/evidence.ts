/** What a run left behind, as plain data: all that the verifier looks at. */
export interface Evidence {
  /** What the sender had to send. */
  readonly sent: readonly SentRecord[];
  /** What the stream holds, shard by shard, closed shards included. */
  readonly stream: readonly ShardContent[];
  readonly results: readonly ResultRow[];
  /** Messages of the late queue; a message may be there more than once. */
  readonly late: readonly LateMessage[];
  /** Messages of the dead-letter queue; a message may be there more than once. */
  readonly rejected: readonly QueuedRecord[];
  readonly counts: Outcomes;
  /** Every schema version that the pipeline's registry holds. */
  readonly schemas: readonly SchemaVersion[];
  /** The run was killed and taken up again: its windows may all have fired late, when nothing was left to correct them. */
  readonly interrupted: boolean;
}

export interface SchemaVersion {
  /** As records name it: a UUID in lower case. */
  readonly versionId: string;
  readonly schema: string;
  readonly version: number;
}

export interface SentRecord {
  readonly partitionKey: string;
  /** Base64. */
  readonly data: string;
}

export interface ShardContent {
  readonly shardId: string;
  /** In the order of their sequence numbers. */
  readonly records: readonly StreamRecord[];
}

export interface StreamRecord extends SentRecord {
  readonly sequenceNumber: string;
  readonly arrivalMs: number;
}

export type Value = number | bigint | string | boolean | null;

export interface ResultRow {
  readonly aggregation: string;
  readonly key: string;
  readonly windowStartMs: number;
  readonly n: number;
  readonly revision: number;
  readonly measures: Readonly<Record<string, Value>>;
}

/** A record of the stream that a queue holds whole. */
export interface QueuedRecord {
  readonly shardId: string;
  readonly sequenceNumber: string;
  /** Base64. */
  readonly data: string;
}

export interface LateMessage extends QueuedRecord {
  readonly windows: readonly { readonly aggregation: string; readonly windowStartMs: number }[];
}

/** How the records came out, by the pipeline's own books, summed over shards. */
export interface Outcomes {
  readonly read: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly rejected: number;
  readonly ignored: number;
  readonly aggregations: Readonly<Record<string, AggregationOutcomes>>;
}

export interface AggregationOutcomes {
  readonly counted: number;
  readonly filtered: number;
  readonly tooLate: number;
}
