import type { StoredAttribute, StoredItem } from './attribute.ts';

/** What DynamoDB lets one item hold, names included (Developer Guide, "Constraints"). */
export const MAX_ITEM_BYTES = 400 * 1_024;

const WRITE_UNIT_BYTES = 1_024;
/** A list or map, whatever is in it (Developer Guide, "Item sizes and formats"). */
export const CONTAINER_BYTES = 3;
/** Each element of a list or map, on top of its value. */
export const ELEMENT_BYTES = 1;

/* Characters of a number's text. */
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;

/** Write units of one write: by the larger of the item before and after, 1 at least. */
export function writeUnits(bytesBefore: number, bytesAfter: number): number {
  return Math.max(1, Math.ceil(Math.max(bytesBefore, bytesAfter) / WRITE_UNIT_BYTES));
}

/** Size of an item by DynamoDB's rules: names in UTF-8, values, 3 bytes a list or map and 1 an element. */
export function itemBytes(item: StoredItem): number {
  let bytes = 0;
  for (const name of Object.keys(item)) {
    const value = item[name];
    if (value) bytes += utf8Bytes(name) + attributeBytes(value);
  }
  return bytes;
}

export function attributeBytes(value: StoredAttribute): number {
  if (value.S !== undefined) return utf8Bytes(value.S);
  if (value.N !== undefined) return numberBytes(value.N);
  if (value.B !== undefined) return value.B.length;
  if (value.L !== undefined) {
    return value.L.reduce((sum, element) => sum + ELEMENT_BYTES + attributeBytes(element), CONTAINER_BYTES);
  }
  if (value.M !== undefined) return CONTAINER_BYTES + Object.keys(value.M).length * ELEMENT_BYTES + itemBytes(value.M);
  return 1;
}

/**
 * Size of a number: one byte, another for each base-100 digit between its leading and trailing zeros, and one for a minus sign. The
 * guide says "approximately" a byte for two digits; digits pair up from the decimal point, as others have measured.
 */
export function numberBytes(text: string): number {
  const exponentAt = text.search(/e/i);
  const shift = exponentAt < 0 ? 0 : Number(text.slice(exponentAt + 1));
  const end = exponentAt < 0 ? text.length : exponentAt;
  let point = end;
  let first = -1;
  let last = -1;
  for (let index = 0; index < end; index += 1) {
    const code = text.charCodeAt(index);
    if (code === POINT) point = index;
    else if (code > ZERO && code <= NINE) {
      if (first < 0) first = index;
      last = index;
    }
  }
  if (first < 0) return 1;
  const pairs = pairOf(first, point, shift) - pairOf(last, point, shift) + 1;
  return 1 + pairs + (text.charCodeAt(0) === MINUS ? 1 : 0);
}

/** Which base-100 digit holds the digit at `index`: 0 is tens and units. */
function pairOf(index: number, point: number, shift: number): number {
  return Math.floor((point - index - (index < point ? 1 : 0) + shift) / 2);
}

/** `numberBytes` of a whole number, without making its text where it is a safe integer. */
export function integerBytes(value: number | bigint): number {
  if (typeof value === 'bigint') return numberBytes(String(value));
  let bytes = value < 0 ? 2 : 1;
  let rest = Math.abs(value);
  if (rest === 0) return bytes;
  while (rest % 100 === 0) rest /= 100;
  for (; rest > 0; rest = Math.floor(rest / 100)) bytes += 1;
  return bytes;
}

/** Length in UTF-8. A lone surrogate counts 3, as the replacement character that it is sent as. */
export function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x80) continue;
    if (code < 0x800) bytes += 1;
    else if (code >= 0xd800 && code <= 0xdbff && isLowSurrogate(text.charCodeAt(index + 1))) {
      bytes += 2;
      index += 1;
    } else bytes += 2;
  }
  return bytes;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
