import { createHash } from 'node:crypto';
import { AwsError } from '../gateway/aws-error.ts';
import { type KeyedRecord, sizeBytes } from './record-store.ts';
import { readSequence, shardKey, writeSequence } from './sequence.ts';
import type { ShardLimits } from './shard-limits.ts';
import { recordsOf, type StreamStore } from './store.ts';
import { isOpen, maxRecordKiB, type Shard, type Stream, takeRecordIndex } from './stream.ts';

export interface PutEntry {
  readonly PartitionKey: string;
  /** Base64. */
  readonly Data: string;
  readonly ExplicitHashKey?: string;
}

export type PutResult = PutSuccess | PutFailure;

interface PutSuccess {
  readonly ShardId: string;
  readonly SequenceNumber: string;
}

interface PutFailure {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

/** Told what became of the records of one request. */
export type ObservePut = (
  streamName: string,
  taken: { readonly records: number; readonly bytes: number },
  refused: number,
) => void;

export interface PutDeps {
  readonly store: StreamStore;
  readonly limits: ShardLimits;
  readonly observe: ObservePut;
}

/** The most data and partition keys in one PutRecords (Kinesis API reference). */
const MAX_REQUEST_BYTES = 10 * 1_048_576;
const HASH_KEYS = 2n ** 128n;
/** So many problems of a request are told at most. */
const MAX_TOLD = 10;

/** @throws AwsError ProvisionedThroughputExceededException among others */
export async function putRecord(deps: PutDeps, streamName: string, entry: PutEntry, nowMs: number) {
  checkSizes(deps.store.get(streamName), [entry], () => 'data');
  const [result] = await append(deps, streamName, [entry], nowMs);
  if (result && 'ErrorCode' in result) throw new AwsError(result.ErrorCode, result.ErrorMessage);
  return { ...result, EncryptionType: deps.store.get(streamName).EncryptionType };
}

/** Appends records; each result stands at the place of its entry, that of a refused one too. @throws AwsError */
export async function putRecords(deps: PutDeps, streamName: string, entries: readonly PutEntry[], nowMs: number) {
  if (entries.reduce((bytes, entry) => bytes + sizeBytes(entry), 0) > MAX_REQUEST_BYTES) {
    throw new AwsError('InvalidArgumentException', 'Records size exceeds 10 MB limit');
  }
  checkSizes(deps.store.get(streamName), entries, (index) => `records.${index + 1}.member.data`);
  const Records = await append(deps, streamName, entries, nowMs);
  const FailedRecordCount = Records.filter((result) => 'ErrorCode' in result).length;
  return { FailedRecordCount, Records, EncryptionType: deps.store.get(streamName).EncryptionType };
}

/** A record that its stream does not take fails the whole request. @throws AwsError ValidationException */
function checkSizes(stream: Stream, entries: readonly PutEntry[], place: (index: number) => string): void {
  const maxBytes = maxRecordKiB(stream) * 1_024;
  const problems = entries.flatMap((entry, index) =>
    sizeBytes(entry) > maxBytes
      ? [
          `Value at '${place(index)}' failed to satisfy constraint: Member must have length less than or equal to ${maxBytes}`,
        ]
      : [],
  );
  if (problems.length === 0) return;
  const told = problems.slice(0, MAX_TOLD);
  const count = `${told.length} validation error${told.length === 1 ? '' : 's'} detected: `;
  throw new AwsError('ValidationException', `${count}${told.join('; ')}`);
}

/** The stream's next indexes are stored before the records, so that no sequence number is given twice, whenever we die. */
function append(
  { store, limits, observe }: PutDeps,
  name: string,
  entries: readonly PutEntry[],
  nowMs: number,
): Promise<PutResult[]> {
  return store.exclusively(name, async () => {
    const stream = store.get(name);
    const incarnation = recordsOf(stream);
    const shardOf = shardFinder(stream);
    const taken: KeyedRecord[] = [];
    const results = entries.map((entry): PutResult => {
      const target = shardOf(hashKey(entry));
      const { ShardId } = target.shard;
      if (!limits.admits(incarnation, ShardId, sizeBytes(entry), nowMs)) return exceeded(store, name, ShardId);
      const { record, SequenceNumber } = place(stream, target, entry, nowMs);
      taken.push(record);
      return { ShardId, SequenceNumber };
    });
    store.put(stream);
    await store.records.append(incarnation, taken);
    const bytes = entries.reduce(
      (sum, entry, at) => sum + ('ErrorCode' in (results[at] ?? {}) ? 0 : sizeBytes(entry)),
      0,
    );
    observe(name, { records: taken.length, bytes }, entries.length - taken.length);
    return results;
  });
}

function exceeded({ account }: StreamStore, streamName: string, shardId: string): PutFailure {
  return {
    ErrorCode: 'ProvisionedThroughputExceededException',
    ErrorMessage: `Rate exceeded for shard ${shardId} in stream ${streamName} under account ${account.accountId}.`,
  };
}

interface OpenShard {
  readonly shard: Shard;
  readonly index: number;
  readonly lastHashKey: bigint;
  readonly createMs: number;
}

/** Open shards cover all hash keys without a gap, so the first one that ends at or after a key holds it. */
function shardFinder(stream: Stream): (key: bigint) => OpenShard {
  const shards = stream.Shards.flatMap((shard, index): OpenShard[] => {
    if (!isOpen(shard)) return [];
    const { shardCreateMs } = readSequence(shard.SequenceNumberRange.StartingSequenceNumber);
    return [{ shard, index, lastHashKey: BigInt(shard.HashKeyRange.EndingHashKey), createMs: shardCreateMs }];
  }).sort((a, b) => (a.lastHashKey < b.lastHashKey ? -1 : 1));
  return (key) => {
    const found = shards.find(({ lastHashKey }) => key <= lastHashKey);
    if (!found) throw new Error(`no open shard of stream ${stream.StreamName} holds hash key ${key}`);
    return found;
  };
}

function place(stream: Stream, { index, createMs }: OpenShard, entry: PutEntry, nowMs: number) {
  const arrivalMs = Math.max(nowMs, createMs);
  const SequenceNumber = writeSequence({
    shardCreateMs: createMs,
    recordIndex: BigInt(takeRecordIndex(stream, index)),
    arrivalMs,
    shardIndex: index,
  });
  const value = {
    PartitionKey: entry.PartitionKey,
    Data: entry.Data,
    ApproximateArrivalTimestamp: arrivalMs / 1_000,
  };
  const record: KeyedRecord = { key: `${shardKey(index)}/${SequenceNumber}`, value };
  return { record, SequenceNumber };
}

function hashKey({ PartitionKey, ExplicitHashKey }: PutEntry): bigint {
  if (ExplicitHashKey === undefined) return BigInt(`0x${createHash('md5').update(PartitionKey, 'utf8').digest('hex')}`);
  const key = BigInt(ExplicitHashKey);
  if (key < HASH_KEYS) return key;
  throw new AwsError(
    'InvalidArgumentException',
    `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${ExplicitHashKey}`,
  );
}
