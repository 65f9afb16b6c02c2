/** A record as it lies in its shard. */
export interface HeldRecord {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly arrivalMs: number;
  readonly dataBase64: string;
}

export interface HeldShard {
  readonly shardId: string;
  readonly parents: readonly { readonly shardId: string }[];
  readonly hashKeys: { readonly first: bigint; readonly last: bigint };
  readonly openedMs: number;
  /** In the order of their sequence numbers. */
  readonly records: readonly HeldRecord[];
  readonly isClosed: boolean;
}

/** Index of the first record at or behind a sequence number. */
export function indexAt(records: readonly HeldRecord[], sequenceNumber: string): number {
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(records[middle]?.sequenceNumber ?? '', sequenceNumber)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the first record behind a sequence number. */
export function indexAfter(records: readonly HeldRecord[], sequenceNumber: string): number {
  const index = indexAt(records, sequenceNumber);
  return records[index]?.sequenceNumber === sequenceNumber ? index + 1 : index;
}

/** Decimal numbers that may have different lengths, none with zeros in front. */
function isBefore(a: string, b: string): boolean {
  return a.length === b.length ? a < b : a.length < b.length;
}
