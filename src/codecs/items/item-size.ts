import type { StoredAttribute, StoredItem } from './attribute.ts';

/** What DynamoDB lets one item hold, names included (Developer Guide, "Constraints"). */
export const MAX_ITEM_BYTES = 400 * 1_024;

const WRITE_UNIT_BYTES = 1_024;
/** A list or map, whatever is in it (Developer Guide, "Item sizes and formats"). */
export const CONTAINER_BYTES = 3;
/** Each element of a list or map, on top of its value. */
export const ELEMENT_BYTES = 1;

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
  if (value.L !== undefined) {
    return value.L.reduce((sum, element) => sum + ELEMENT_BYTES + attributeBytes(element), CONTAINER_BYTES);
  }
  if (value.M !== undefined) return CONTAINER_BYTES + Object.keys(value.M).length * ELEMENT_BYTES + itemBytes(value.M);
  return 1;
}

/**
 * Size of a number: a byte for the exponent, a byte for each two digits between its leading and trailing zeros, and one for a minus
 * sign. The guide says "approximately"; this is its exact form as measured by others: pairs of digits line up with the decimal point.
 */
export function numberBytes(text: string): number {
  const match = /^(-?)0*(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text);
  const whole = match?.[2] ?? '';
  const all = whole + (match?.[3] ?? '');
  const leading = /^0*/.exec(all)?.[0].length ?? 0;
  const digits = all.slice(leading).replace(/0+$/, '').length;
  if (digits === 0) return 1;
  const exponent = whole.length - 1 - leading + Number(match?.[4] ?? 0);
  return 1 + pairs(digits, exponent) + (match?.[1] === '-' ? 1 : 0);
}

/** `numberBytes` of a whole number, without making its text where it is a safe integer. */
export function integerBytes(value: number | bigint): number {
  if (typeof value === 'bigint') return numberBytes(String(value));
  if (value === 0) return 1;
  let magnitude = Math.abs(value);
  let exponent = -1;
  let digits = 0;
  for (; magnitude >= 1; magnitude = Math.floor(magnitude / 10)) {
    exponent += 1;
    if (digits > 0 || magnitude % 10 !== 0) digits += 1;
  }
  return 1 + pairs(digits, exponent) + (value < 0 ? 1 : 0);
}

/** Base-100 digits: an even number of decimal ones takes a further byte where it starts in the middle of a pair. */
function pairs(digits: number, exponent: number): number {
  return Math.ceil(digits / 2) + (digits % 2 === 0 && exponent % 2 === 0 ? 1 : 0);
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
