import { Payload } from './payload.ts';

/** The fields of a message by number: numbers as they are, everything else as bytes. */
export class ProtobufMessage {
  readonly #numbers = new Map<number, bigint>();
  readonly #texts = new Map<number, string>();

  /**
   * A payload as the registry's serializers write it: the index of the message in its file, then the message (Protocol Buffers,
   * "Encoding"). The orders' files have one message each, so the index is 0; they use varints and texts.
   *
   * @throws RangeError where it is something else, or ends too early
   */
  constructor(bytes: Uint8Array) {
    const payload = new Payload(bytes);
    if (payload.varint() !== 0n) throw new RangeError('no such message in the file');
    while (!payload.isAtEnd) {
      const tag = Number(payload.varint());
      const field = Math.floor(tag / 8);
      switch (tag % 8) {
        case 0:
          this.#numbers.set(field, payload.varint());
          break;
        case 2:
          this.#texts.set(field, payload.text(Number(payload.varint())));
          break;
        default:
          throw new RangeError(`field ${field} is neither a number nor a text`);
      }
    }
  }

  /** 0 where it is missing: the encoding does not tell the two apart. */
  number(field: number): number {
    return Number(this.#numbers.get(field) ?? 0n);
  }

  /** Empty where it is missing. */
  text(field: number): string {
    return this.#texts.get(field) ?? '';
  }
}
