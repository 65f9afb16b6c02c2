import { DIGEST_BYTES, MAGIC } from './packed-format.ts';

/** What a packed record takes that holds nothing yet. */
const EMPTY_BYTES = MAGIC.length + DIGEST_BYTES;

/** Bytes that a packed record will take, exactly, as events are added: each addition is counted once and never again. */
export class PackedSize {
  #bytes = EMPTY_BYTES;
  readonly #keys = new Map<string, number>();

  /** Bytes of the whole packed record: what `packRecord` of the events so far returns. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Bytes of the whole packed record if this event were added. */
  bytesWith(partitionKey: string, dataBytes: number): number {
    const index = this.#keys.get(partitionKey);
    const listed = index === undefined ? delimitedBytes(Buffer.byteLength(partitionKey)) : 0;
    return this.#bytes + listed + delimitedBytes(recordBytes(index ?? this.#keys.size, dataBytes));
  }

  add(partitionKey: string, dataBytes: number): void {
    this.#bytes = this.bytesWith(partitionKey, dataBytes);
    if (!this.#keys.has(partitionKey)) this.#keys.set(partitionKey, this.#keys.size);
  }
}

/** Bytes of an inner record without its tag and length: a key's index and the data. */
export function recordBytes(keyIndex: number, dataBytes: number): number {
  return 1 + varintBytes(keyIndex) + delimitedBytes(dataBytes);
}

/** Bytes that an unsigned varint takes. */
export function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes += 1;
  return bytes;
}

function delimitedBytes(length: number): number {
  return 1 + varintBytes(length) + length;
}
