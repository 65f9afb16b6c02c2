import { createHash } from 'node:crypto';
import { DATA_TAG, KEY_INDEX_TAG, KEY_TABLE_TAG, MAGIC, RECORDS_TAG } from './packed-format.ts';
import { PackedSize, recordBytes } from './packed-size.ts';

/** One event to pack. */
export interface UnpackedEvent {
  /** Kinesis takes 1 to 256 characters. */
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

/**
 * Packs events into one record, in their order, each partition key listed once. `PackedSize` tells beforehand how long it will be.
 */
export function packRecord(events: readonly UnpackedEvent[]): Uint8Array {
  const size = new PackedSize();
  const indexes = new Map<string, number>();
  for (const { partitionKey, data } of events) {
    size.add(partitionKey, data.length);
    if (!indexes.has(partitionKey)) indexes.set(partitionKey, indexes.size);
  }
  const packed = Buffer.allocUnsafe(size.bytes);
  packed.set(MAGIC);
  let at = MAGIC.length;
  for (const key of indexes.keys()) {
    packed[at] = KEY_TABLE_TAG;
    at = writeVarint(packed, at + 1, Buffer.byteLength(key));
    at += packed.write(key, at, 'utf8');
  }
  for (const { partitionKey, data } of events) {
    at = writeRecord(packed, at, indexes.get(partitionKey) ?? 0, data);
  }
  packed.set(createHash('md5').update(packed.subarray(MAGIC.length, at)).digest(), at);
  return packed;
}

function writeRecord(target: Buffer, start: number, keyIndex: number, data: Uint8Array): number {
  target[start] = RECORDS_TAG;
  let at = writeVarint(target, start + 1, recordBytes(keyIndex, data.length));
  target[at] = KEY_INDEX_TAG;
  at = writeVarint(target, at + 1, keyIndex);
  target[at] = DATA_TAG;
  at = writeVarint(target, at + 1, data.length);
  target.set(data, at);
  return at + data.length;
}

function writeVarint(target: Buffer, start: number, value: number): number {
  let at = start;
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) {
    target[at] = (rest % 0x80) + 0x80;
    at += 1;
  }
  target[at] = rest;
  return at + 1;
}
