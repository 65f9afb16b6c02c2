import { AwsError } from '../gateway/aws-error.ts';
import { afterKey, type RecordStore, sequenceOfKey } from './record-store.ts';
import { readSequence, sequenceAfter, shardKey, writeSequence } from './sequence.ts';
import { recordsOf, type StreamStore } from './store.ts';
import { nextRecordIndex, type Shard, type Stream } from './stream.ts';

/** Where a shard iterator points. */
export interface IteratorPosition {
  /** The stream's records, see `recordsOf`: an iterator does not survive its stream. */
  readonly records: string;
  readonly shardId: string;
  /** Reads records at or after this. */
  readonly sequence: string;
  readonly createdMs: number;
}

export interface GetShardIteratorInput {
  readonly StreamName: string;
  readonly ShardId: string;
  readonly ShardIteratorType: string;
  readonly StartingSequenceNumber?: string;
  /** Epoch seconds. */
  readonly Timestamp?: number;
}

/** An iterator may be used for five minutes (Kinesis API reference, GetShardIterator). */
const ITERATOR_LIFE_MS = 300_000;
const SCAN_RECORDS = 1_000;
const SCAN_BYTES = 10 * 1_048_576;

/** @throws AwsError ResourceNotFoundException, InvalidArgumentException */
export async function getShardIterator(
  store: StreamStore,
  input: GetShardIteratorInput,
  nowMs: number,
): Promise<object> {
  const stream = store.get(input.StreamName);
  const shard = findShard(store, stream, input.ShardId);
  const sequence = await startOf(store.records, stream, shard, input, nowMs);
  const position = { records: recordsOf(stream), shardId: shard.ShardId, sequence };
  return { ShardIterator: encodeIterator({ ...position, createdMs: nowMs }) };
}

/** @throws AwsError ResourceNotFoundException */
export function findShard(store: StreamStore, stream: Stream, shardId: string): Shard {
  const shard = stream.Shards.find((candidate) => candidate.ShardId === shardId);
  if (shard) return shard;
  const message = `Shard ${shardId} in stream ${stream.StreamName} under account ${store.account.accountId} does not exist`;
  throw new AwsError('ResourceNotFoundException', message);
}

async function startOf(
  records: RecordStore,
  stream: Stream,
  shard: Shard,
  input: GetShardIteratorInput,
  nowMs: number,
): Promise<string> {
  const { ShardIteratorType: type, StartingSequenceNumber: given, Timestamp } = input;
  const shardStart = shard.SequenceNumberRange.StartingSequenceNumber;
  if (type === 'AT_SEQUENCE_NUMBER' || type === 'AFTER_SEQUENCE_NUMBER') {
    if (given === undefined) throw invalid(`${type} needs a StartingSequenceNumber.`);
    checkSequence(stream, shard, given);
    return type === 'AT_SEQUENCE_NUMBER' ? given : sequenceAfter(given);
  }
  if (given !== undefined) throw invalid(`${type} takes no StartingSequenceNumber.`);
  if (type === 'TRIM_HORIZON') return shardStart;
  if (type === 'LATEST') return tipOf(stream, shard);
  if (Timestamp === undefined) throw invalid('AT_TIMESTAMP needs a Timestamp.');
  if (Timestamp * 1_000 > nowMs) {
    throw invalid(
      `The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: ${Timestamp * 1_000}, ` +
        `currentTimestampInMillis: ${nowMs}`,
    );
  }
  // The tip before the search: a record that arrives meanwhile is found by one or the other.
  const tip = tipOf(stream, shard);
  return (await firstArrivedAt(records, stream, shard, Timestamp)) ?? tip;
}

/** Comes after every record there is and before every record to come, whatever the clock does. */
function tipOf(stream: Stream, shard: Shard): string {
  const index = stream.Shards.indexOf(shard);
  const { shardCreateMs } = readSequence(shard.SequenceNumberRange.StartingSequenceNumber);
  const recordIndex = BigInt(nextRecordIndex(stream, index));
  return writeSequence({ shardCreateMs, recordIndex, arrivalMs: shardCreateMs, shardIndex: index });
}

async function firstArrivedAt(records: RecordStore, stream: Stream, shard: Shard, atSeconds: number) {
  const name = recordsOf(stream);
  for (let fromKey = `${shardKey(stream.Shards.indexOf(shard))}/`; ; ) {
    const page = await records.read(name, fromKey, SCAN_RECORDS, SCAN_BYTES);
    const found = page.find(({ value }) => value.ApproximateArrivalTimestamp >= atSeconds);
    if (found) return sequenceOfKey(found.key);
    const last = page.at(-1);
    if (!last) return undefined;
    fromKey = afterKey(last.key);
  }
}

/** A sequence number must be one that this shard can have given. */
function checkSequence(stream: Stream, shard: Shard, sequence: string): void {
  const start = readSequence(shard.SequenceNumberRange.StartingSequenceNumber);
  const parts = parseOr(() => readSequence(sequence));
  if (parts?.shardIndex === start.shardIndex && parts.shardCreateMs === start.shardCreateMs) return;
  throw invalid(
    `StartingSequenceNumber ${sequence} used in GetShardIterator on shard ${shard.ShardId} in stream ${stream.StreamName} is ` +
      'invalid because it did not come from this shard.',
  );
}

export function encodeIterator(position: IteratorPosition): string {
  return Buffer.from(JSON.stringify(position)).toString('base64');
}

/** @throws AwsError InvalidArgumentException, ExpiredIteratorException */
export function decodeIterator(iterator: string, nowMs: number): IteratorPosition {
  // Written by `encodeIterator`; what does not read as JSON with these members is someone's invention.
  const decoded = parseOr(
    () => JSON.parse(Buffer.from(iterator, 'base64').toString('utf8')) as Partial<IteratorPosition>,
  );
  const { records, shardId, sequence, createdMs } = decoded ?? {};
  if (!records || !shardId || !sequence || !createdMs) throw invalid('Invalid ShardIterator.');
  if (nowMs - createdMs > ITERATOR_LIFE_MS) {
    throw new AwsError(
      'ExpiredIteratorException',
      `Iterator expired. The iterator was created at time ${new Date(createdMs).toUTCString()} while right now it is ` +
        `${new Date(nowMs).toUTCString()} which is further in the future than the tolerated delay of ${ITERATOR_LIFE_MS} milliseconds.`,
    );
  }
  return { records, shardId, sequence, createdMs };
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidArgumentException', message);
}

function parseOr<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}
