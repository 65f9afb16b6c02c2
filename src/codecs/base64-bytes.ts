import type { Rejection } from '../engine/rejection.ts';

/** Many times what most records take; grows to the largest record met. */
const INITIAL_BYTES = 65_536;
const PADDING = 0x3d;

const NOT_BASE64: Rejection = { reason: 'UNDECODABLE', message: 'the record is not base64' };

/** Bytes `[0, end)` of `buffer`, until the next record is read. */
export interface Bytes {
  readonly buffer: Buffer;
  readonly end: number;
}

/**
 * Makes a reader of base64, strict where Node is lenient: it skips what is not base64.
 *
 * One buffer serves all records, which costs less than one for each; so what is made of the bytes must not refer to them.
 */
export function makeBase64Reader(): (base64: string) => Bytes | Rejection {
  let scratch = Buffer.allocUnsafe(INITIAL_BYTES);
  return (base64) => {
    const end = decodedLength(base64);
    if (end > scratch.length) scratch = Buffer.allocUnsafe(Math.ceil(end));
    return scratch.write(base64, 'base64') === end ? { buffer: scratch, end } : NOT_BASE64;
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
