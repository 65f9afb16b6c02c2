import type { GetRecordsCommandOutput, _Record as KinesisRecord } from '@aws-sdk/client-kinesis';
import type { HeldRecord, HeldShard } from './held-shard.ts';
import { encodeIterator, indexOf, type Place } from './shard-iterator.ts';

/** One read returns at most so much (Kinesis API reference, GetRecords). */
export const MAX_RECORDS = 10_000;
const MAX_BYTES = 10 * 1_048_576;

/** A record as it is read; its data is decoded for those who look at it. */
class ReadRecord implements KinesisRecord {
  readonly SequenceNumber: string;
  readonly PartitionKey: string;
  readonly ApproximateArrivalTimestamp: Date;
  readonly #dataBase64: string;

  constructor({ sequenceNumber, partitionKey, arrivalMs, dataBase64 }: HeldRecord) {
    this.SequenceNumber = sequenceNumber;
    this.PartitionKey = partitionKey;
    this.ApproximateArrivalTimestamp = new Date(arrivalMs);
    this.#dataBase64 = dataBase64;
  }

  get Data(): Uint8Array {
    return Buffer.from(this.#dataBase64, 'base64');
  }
}

/**
 * The page that an iterator gives, with the iterator of the next one unless the shard is closed and read to its end.
 *
 * @param isHeldBack asked where there are records: true for a page without them
 */
export function pageAt(
  { records, isClosed }: HeldShard,
  place: Place,
  limit: number,
  nowMs: number,
  isHeldBack: () => boolean,
): GetRecordsCommandOutput {
  const from = indexOf(place, records);
  const through = from < records.length && !isHeldBack() ? endOfPage(records, from, limit) : from;
  const page = records.slice(from, through);
  const next = records[through];
  const last = page.at(-1);
  return {
    $metadata: {},
    Records: page.map((record) => new ReadRecord(record)),
    // How far this page is from the tip, which only a page that reaches it is not at all.
    MillisBehindLatest: next ? Math.max(1, nowMs - next.arrivalMs) : 0,
    ...((next || !isClosed) && {
      NextShardIterator: encodeIterator(
        last ? { ...place, sequenceNumber: last.sequenceNumber, isAfter: true } : place,
        nowMs,
      ),
    }),
  };
}

/** Index behind the last record that the page has room for; it has for one, whatever its size. */
function endOfPage(records: readonly HeldRecord[], from: number, limit: number): number {
  const most = Math.min(records.length, from + limit);
  let bytes = 0;
  for (let index = from; index < most; index += 1) {
    const { partitionKey = '', dataBase64 = '' } = records[index] ?? {};
    bytes += Buffer.byteLength(partitionKey) + Buffer.byteLength(dataBase64, 'base64');
    if (bytes > MAX_BYTES && index > from) return index;
  }
  return most;
}
