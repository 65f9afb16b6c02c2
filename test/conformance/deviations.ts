import type { StandInName } from './found.ts';

/** Where a stand-in is known not to do as AWS does: expected to fail, in this way, until it does. */
export interface Deviation {
  /** As the contract is named. */
  readonly port: string;
  readonly check: string;
  /** What the failure says. */
  readonly shows: RegExp;
  /** What the stand-in does, and what AWS does. */
  readonly reason: string;
}

const NEVER_ENDS =
  'moto gives a next iterator for a closed shard for ever; Kinesis gives none after its last record (GetRecords, NextShardIterator)';

const DEVIATIONS: Readonly<Record<StandInName, readonly Deviation[]>> = {
  'DynamoDB Local': [],
  moto: [
    {
      port: 'keeper pokes',
      check: 'pokes with one id are one poke for five minutes, and two after',
      shows: /id: 'shardId-000000000000\|1'/,
      reason:
        'moto forgets a deduplication id with the message that is deleted; SQS keeps it for five minutes (SendMessage, MessageDeduplicationId)',
    },
    {
      port: 'schema registrar',
      check: 'a version that breaks readers fails: it is not the latest, and nothing is written under it',
      shows: /'AVAILABLE'[\s\S]*'FAILURE'/,
      reason:
        'moto does not compare versions; Glue makes one that breaks the compatibility mode a FAILURE (RegisterSchemaVersion)',
    },
    {
      port: 'stream reader',
      check: 'records that are not delivered are overlooked, and no others',
      shows: /'empty'[\s\S]*'ended'/,
      reason: NEVER_ENDS,
    },
    {
      port: 'stream reader',
      check: 'a closed shard has ended only after the last event of its last record',
      shows: /'empty'[\s\S]*'ended'/,
      reason: NEVER_ENDS,
    },
    {
      port: 'stream reader',
      check: 'a closed shard stays listed, holds its records, and has ended after the last of them',
      shows: /'empty'[\s\S]*'ended'/,
      reason: `${NEVER_ENDS}; moto moves the records of a shard that is split into its children; Kinesis leaves them where they are`,
    },
    {
      port: 'stream reader',
      check: 'a closed shard that never had a record has ended',
      shows: /'empty'[\s\S]*'ended'/,
      reason: NEVER_ENDS,
    },
    {
      port: 'stream reader',
      check: 'the records of a closed shard can still be read, to its last',
      shows: /strictly deep-equal/,
      reason:
        'moto moves the records of a shard that is split into its children; Kinesis leaves them where they are (SplitShard)',
    },
    {
      port: 'stream reader',
      check:
        'of records that have left the stream nothing is given, and what comes after the last one asked for is not',
      shows: /strictly deep-equal/,
      reason: 'moto keeps records for ever; Kinesis keeps them for the retention period',
    },
  ],
};

/** Those of a stand-in; each belongs to a check. */
export function deviationsOf(name: StandInName): readonly Deviation[] {
  return DEVIATIONS[name];
}
