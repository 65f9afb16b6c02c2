/** Bytes that are no protobuf message; the message says what is wrong. */
export class WireError extends Error {}

const MAX_VARINT_BYTES = 10;
const MAX_TAG = 2 ** 32 - 1;
/** Groups inside groups; no reader of protobuf allows more than 100 by default. */
const MAX_GROUPS = 100;

/** Walks the fields of protobuf messages inside one buffer, never past `end`. */
export class WireCursor {
  position: number;
  end: number;
  readonly #buffer: Buffer;

  constructor(buffer: Buffer, start: number, end: number) {
    this.#buffer = buffer;
    this.position = start;
    this.end = end;
  }

  /**
   * An unsigned varint. Above 2^53 it is rounded, which is enough where such a number is an index or a length that is too large anyway.
   */
  varint(): number {
    let value = 0;
    let scale = 1;
    for (let count = 0; count < MAX_VARINT_BYTES; count += 1) {
      const byte = this.position < this.end ? this.#buffer[this.position] : undefined;
      if (byte === undefined) throw new WireError('it ends within a number');
      this.position += 1;
      if (byte < 0x80) return value + byte * scale;
      value += (byte & 0x7f) * scale;
      scale *= 0x80;
    }
    throw new WireError('a number takes more than 10 bytes');
  }

  /** A field's number and wire type, as they are: `number << 3 | type`. */
  tag(): number {
    const tag = this.varint();
    if (tag < 8 || tag > MAX_TAG) throw new WireError('a field has no valid number');
    return tag;
  }

  /** Steps over a length and the bytes that it announces; returns where they begin. They end at `position`. */
  delimited(): number {
    const length = this.varint();
    if (length > this.end - this.position) throw new WireError('a length points beyond its end');
    const start = this.position;
    this.position += length;
    return start;
  }

  /** Steps over the value of a field that means nothing here. */
  skip(tag: number): void {
    const open: number[] = [];
    for (let current = tag; ; current = this.tag()) {
      this.#skipOne(current, open);
      if (open.length === 0) return;
    }
  }

  #skipOne(tag: number, open: number[]): void {
    switch (tag % 8) {
      case 0:
        this.varint();
        return;
      case 1:
        this.#advance(8);
        return;
      case 2:
        this.delimited();
        return;
      case 3:
        if (open.length === MAX_GROUPS) throw new WireError(`groups are nested more than ${MAX_GROUPS} deep`);
        open.push(tag);
        return;
      case 4:
        // The end of a group differs from its beginning in the wire type alone.
        if (open.pop() !== tag - 1) throw new WireError('a group ends that did not begin');
        return;
      case 5:
        this.#advance(4);
        return;
      default:
        throw new WireError(`a field has wire type ${tag % 8}, which does not exist`);
    }
  }

  #advance(bytes: number): void {
    if (bytes > this.end - this.position) throw new WireError('it ends within a number');
    this.position += bytes;
  }
}
