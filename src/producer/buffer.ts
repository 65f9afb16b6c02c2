/** Kinesis takes at most 500 records a PutRecords call (API reference), and 10 MiB, of which half keeps a call's retry short. */
const MAX_BATCH_RECORDS = 500;
const MAX_BATCH_BYTES = 5 * 1_048_576;

/** A record as it goes to the stream. */
export interface OutgoingRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

/** What Kinesis counts of a record: its data and its partition key. */
export function sizeOf({ partitionKey, data }: OutgoingRecord): number {
  return data.length + Buffer.byteLength(partitionKey);
}

/** Records on their way, first in, first out. */
export class RecordBuffer {
  #records: OutgoingRecord[] = [];
  #bytes = 0;

  get length(): number {
    return this.#records.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  push(record: OutgoingRecord): void {
    this.#records.push(record);
    this.#bytes += sizeOf(record);
  }

  /** Takes out what fits into one call; at least one record, if there is any. */
  takeBatch(): readonly OutgoingRecord[] {
    let count = 0;
    let bytes = 0;
    for (const record of this.#records) {
      const size = sizeOf(record);
      if (count === MAX_BATCH_RECORDS || (count > 0 && bytes + size > MAX_BATCH_BYTES)) break;
      count += 1;
      bytes += size;
    }
    this.#bytes -= bytes;
    return this.#records.splice(0, count);
  }
}
