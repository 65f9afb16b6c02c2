import { isUtf8 } from 'node:buffer';
import { RejectedValue } from '../../engine/rejection.ts';
import { MAX_DEPTH, MAX_EMPTY_ITEMS, MAX_VALUES } from './limits.ts';

/** Text up to this length is looked through here; the call into Node's own check costs as much. */
const SHORT_TEXT_BYTES = 128;

/** Goes through one payload after another and refuses what is not there, or is too much. */
export class PayloadCursor {
  /** Where in the schema the bytes are: record and field, for messages. */
  place = '';
  at = 0;
  private bytes: Buffer = Buffer.alloc(0);
  private end = 0;
  private depth = 0;
  private values = 0;
  private emptyItems = 0;

  /** Begins with bytes `[start, end)`. */
  open(bytes: Buffer, start: number, end: number, place: string): void {
    this.place = place;
    this.bytes = bytes;
    this.at = start;
    this.end = end;
    this.depth = 0;
    this.values = 0;
    this.emptyItems = 0;
  }

  /** @throws RejectedValue where bytes are left */
  close(): void {
    const left = this.end - this.at;
    if (left !== 0) throw new RejectedValue('UNDECODABLE', `${left} bytes follow the event`);
  }

  /** Into a record, an array or a map. */
  enter(): void {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) this.refuse(`nested deeper than ${MAX_DEPTH} levels`);
    this.addValues(1);
  }

  leave(): void {
    this.depth -= 1;
  }

  /** A whole number; beyond 2^53 it is near its value only, which is enough to refuse a length. */
  number(): number {
    let byte = this.byte();
    if (byte < 0x80) return (byte >>> 1) ^ -(byte & 1);
    const isNegative = (byte & 1) === 1;
    let sum = byte & 0x7f;
    let scale = 128;
    let length = 1;
    while (byte >= 0x80) {
      byte = this.byte();
      length += 1;
      // Ten times seven bits hold 64, of the last byte one.
      if (length === 10 && byte > 1) this.refuse('a whole number takes more than 64 bits');
      sum += (byte & 0x7f) * scale;
      scale *= 128;
    }
    return isNegative ? -(sum + 1) / 2 : sum / 2;
  }

  /** @throws RejectedValue for a number beyond 32 bits */
  int(): void {
    let byte = this.byte();
    for (let length = 2; byte >= 0x80; length += 1) {
      byte = this.byte();
      if (length === 5 && byte > 0x0f) this.refuse('an int takes more than 32 bits');
    }
  }

  boolean(): void {
    const byte = this.byte();
    if (byte > 1) this.refuse(`a boolean is 0 or 1, got ${byte}`);
  }

  skip(count: number): void {
    const left = this.end - this.at;
    if (count > left) this.refuse(`the event ends too early: ${left} bytes are left where ${count} belong`);
    this.at += count;
  }

  /** The length of bytes or text, all of which is there. */
  length(): number {
    const length = this.number();
    const left = this.end - this.at;
    if (length < 0 || length > left) this.refuse(`a length of ${length} bytes, ${left} are left`);
    return length;
  }

  /** @throws RejectedValue for bytes that are not UTF-8 */
  text(): void {
    const length = this.length();
    const { bytes, at: start } = this;
    this.at += length;
    if (length <= SHORT_TEXT_BYTES && isAscii(bytes, start, this.at)) return;
    if (!isUtf8(bytes.subarray(start, this.at))) this.refuse('text that is not UTF-8');
  }

  /** As `text`. A key under which JavaScript would set an object's prototype is refused. */
  key(): void {
    const start = this.at;
    this.text();
    // One byte of length, nine of name.
    if (this.at - start === 10 && this.bytes.toString('latin1', start + 1, this.at) === '__proto__') {
      throw new RejectedValue('INVALID_EVENT', `${this.place}: a map may not have the key "__proto__"`);
    }
  }

  /** Takes in a claim of so many items before any is looked at. */
  claimItems(count: number, leastBytes: number): void {
    const left = this.end - this.at;
    if (count * leastBytes > left) this.refuse(`${count} items are claimed, ${left} bytes are left`);
    this.addValues(count);
    if (leastBytes > 0) return;
    this.emptyItems += count;
    if (this.emptyItems > MAX_EMPTY_ITEMS) this.refuse(`more than ${MAX_EMPTY_ITEMS} items that take no bytes`);
  }

  refuse(what: string): never {
    throw new RejectedValue('UNDECODABLE', `${this.place}: ${what}`);
  }

  private addValues(count: number): void {
    this.values += count;
    if (this.values > MAX_VALUES) this.refuse(`more than ${MAX_VALUES} records, lists and items in one event`);
  }

  private byte(): number {
    if (this.at >= this.end) this.refuse('the event ends too early');
    const byte = this.bytes[this.at] ?? 0;
    this.at += 1;
    return byte;
  }
}

function isAscii(bytes: Buffer, start: number, end: number): boolean {
  for (let index = start; index < end; index += 1) {
    if ((bytes[index] ?? 0) >= 0x80) return false;
  }
  return true;
}
