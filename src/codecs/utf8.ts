import { isUtf8 } from 'node:buffer';
import { RejectedValue } from '../engine/rejection.ts';

/** What stands for bytes that are not UTF-8 after decoding (WHATWG Encoding Standard, U+FFFD). */
const REPLACEMENT = '\ufffd';

/**
 * Bytes `[start, end)` as text, strict where Node is lenient: it replaces what is not UTF-8. The text is searched for the replacement
 * character, which costs nothing where it is ASCII: measured faster than a check of the bytes.
 *
 * @throws RejectedValue for bytes that are not UTF-8
 */
export function utf8Text(buffer: Buffer, start: number, end: number): string {
  const text = buffer.toString('utf8', start, end);
  if (text.includes(REPLACEMENT) && !isUtf8(buffer.subarray(start, end))) {
    throw new RejectedValue('UNDECODABLE', 'the record is not UTF-8 text');
  }
  return text;
}
