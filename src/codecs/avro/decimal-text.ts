/** Digits that decimals are read to: many times what any ledger holds, and few enough to be worked out at once. */
export const MAX_DECIMAL_DIGITS = 1_000;
/** Bytes that hold `MAX_DECIMAL_DIGITS` and a sign: 3.32 bits a digit. */
const MAX_DECIMAL_BYTES = 416;
/** Up to 48 bits Node reads as a number, without loss. */
const MAX_NUMBER_BYTES = 6;

const DECIMAL = /^-?\d+(?:\.(\d+))?$/;

/**
 * The text of an unscaled whole number (Avro specification 1.11, "Decimal": two's complement, the highest byte first), with exactly
 * `scale` digits after the point.
 *
 * @returns undefined for no bytes at all, or more digits than `precision` or than are read
 */
export function decimalText(bytes: Buffer, precision: number, scale: number): string | undefined {
  const unscaled = unscaledText(bytes);
  if (unscaled === undefined) return undefined;
  const sign = unscaled.startsWith('-') ? '-' : '';
  const digits = unscaled.slice(sign.length);
  if (digits.length > precision) return undefined;
  if (scale === 0) return unscaled;
  const padded = digits.padStart(scale + 1, '0');
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}

/**
 * The bytes of a decimal's text, which may have fewer than `scale` digits after its point.
 *
 * @param sizeBytes of a fixed; undefined for as few bytes as hold it
 * @returns undefined for a text that is no such decimal
 */
export function decimalBytes(
  text: string,
  precision: number,
  scale: number,
  sizeBytes: number | undefined,
): Buffer | undefined {
  const match = text.length <= 2 * MAX_DECIMAL_DIGITS ? DECIMAL.exec(text) : null;
  const fraction = match?.[1] ?? '';
  if (!match || fraction.length > scale) return undefined;
  const digits = `${text.replace('.', '')}${'0'.repeat(scale - fraction.length)}`;
  const unscaled = BigInt(digits);
  const length = (unscaled < 0n ? -unscaled : unscaled).toString().length;
  if (length > Math.min(precision, MAX_DECIMAL_DIGITS)) return undefined;
  return twosComplement(unscaled, sizeBytes ?? bytesFor(unscaled));
}

function unscaledText(bytes: Buffer): string | undefined {
  const { length } = bytes;
  if (length === 0) return undefined;
  if (length <= MAX_NUMBER_BYTES) return String(bytes.readIntBE(0, length));
  // A fixed repeats the sign before the first byte that counts.
  const sign = (bytes[0] ?? 0) & 0x80 ? 0xff : 0;
  let start = 0;
  while (start < length - 1 && bytes[start] === sign) start += 1;
  if (length - start > MAX_DECIMAL_BYTES) return undefined;
  const from = Math.max(0, start - 1);
  return BigInt.asIntN((length - from) * 8, BigInt(`0x${bytes.toString('hex', from)}`)).toString();
}

/** The fewest bytes that hold a number with its sign. */
function bytesFor(unscaled: bigint): number {
  const positive = unscaled < 0n ? -unscaled - 1n : unscaled;
  const bits = positive === 0n ? 0 : positive.toString(2).length;
  return Math.floor(bits / 8) + 1;
}

function twosComplement(unscaled: bigint, sizeBytes: number): Buffer | undefined {
  if (bytesFor(unscaled) > sizeBytes) return undefined;
  const hex = BigInt.asUintN(sizeBytes * 8, unscaled).toString(16);
  return Buffer.from(hex.padStart(sizeBytes * 2, '0'), 'hex');
}
