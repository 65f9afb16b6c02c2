import { Payload } from './payload.ts';

/** The few types of Avro's binary encoding that the flights use (Apache Avro 1.11 specification, "Binary Encoding"). */
export class AvroPayload {
  readonly #payload: Payload;

  constructor(bytes: Uint8Array) {
    this.#payload = new Payload(bytes);
  }

  /** An int or long, zig-zag: 0, -1, 1, -2, … */
  whole(): number {
    const coded = this.#payload.varint();
    return Number(coded % 2n === 0n ? coded / 2n : -(coded + 1n) / 2n);
  }

  text(): string {
    return this.#payload.text(this.whole());
  }

  /** The branch of a union, from 0. */
  branch(): number {
    return this.whole();
  }

  get isAtEnd(): boolean {
    return this.#payload.isAtEnd;
  }
}
