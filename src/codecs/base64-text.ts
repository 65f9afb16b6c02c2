import { isUtf8 } from 'node:buffer';
import type { Rejection } from '../engine/rejection.ts';

/** Many times what most records take; grows to the largest record met. */
const INITIAL_BYTES = 65_536;
/** What stands for bytes that are not UTF-8 after decoding (WHATWG Encoding Standard, U+FFFD). */
const REPLACEMENT = '\ufffd';
const PADDING = 0x3d;

const NOT_BASE64: Rejection = { reason: 'UNDECODABLE', message: 'the record is not base64' };
const NOT_UTF8: Rejection = { reason: 'UNDECODABLE', message: 'the record is not UTF-8 text' };

/**
 * Makes a reader of base64 as UTF-8 text, strict where Node is lenient: it skips what is not base64 and replaces what is not UTF-8.
 *
 * One buffer serves all records, and the text is searched for the replacement character, which costs nothing where it is ASCII:
 * measured faster than a buffer for each record or a check of the bytes.
 */
export function makeBase64TextReader(): (base64: string) => string | Rejection {
  let scratch = Buffer.allocUnsafe(INITIAL_BYTES);
  return (base64) => {
    const bytes = decodedLength(base64);
    if (bytes > scratch.length) scratch = Buffer.allocUnsafe(Math.ceil(bytes));
    if (scratch.write(base64, 'base64') !== bytes) return NOT_BASE64;
    const text = scratch.toString('utf8', 0, bytes);
    if (text.includes(REPLACEMENT) && !isUtf8(scratch.subarray(0, bytes))) return NOT_UTF8;
    return text;
  };
}

/** Bytes that base64 of this length stands for, where it is well formed; otherwise a number to which it does not decode. */
function decodedLength(base64: string): number {
  const { length } = base64;
  if (length === 0) return 0;
  let padding = 0;
  if (base64.charCodeAt(length - 1) === PADDING) padding = base64.charCodeAt(length - 2) === PADDING ? 2 : 1;
  return (length / 4) * 3 - padding;
}
