/** A byte from here on says that another one follows. */
const MORE = 0x80;
const MAX_VARINT_BYTES = 10;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads a payload from its first byte to its last: what Avro's and Protobuf's encodings have in common. */
export class Payload {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** A whole number in groups of seven bits, the lowest first. @throws RangeError where it does not end */
  varint(): bigint {
    let value = 0n;
    for (let index = 0; index < MAX_VARINT_BYTES; index += 1) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) throw new RangeError('the payload ends within a number');
      this.#at += 1;
      value += BigInt(byte % MORE) * BigInt(MORE) ** BigInt(index);
      if (byte < MORE) return value;
    }
    throw new RangeError('a number of more than ten bytes');
  }

  /** @throws RangeError where fewer bytes are left */
  bytes(length: number): Uint8Array {
    const end = this.#at + length;
    if (length < 0 || end > this.#bytes.length) throw new RangeError(`the payload ends before ${length} bytes`);
    const found = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return found;
  }

  text(length: number): string {
    return utf8.decode(this.bytes(length));
  }
}
