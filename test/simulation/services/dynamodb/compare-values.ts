import type { StoredAttribute, StoredItem } from '../../../../src/codecs/items/attribute.ts';
import { compareNumbers } from './numbers.ts';

/** Lowest code unit of a surrogate, and the first above those of surrogates. */
const SURROGATES = 0xd800;
const AFTER_SURROGATES = 0xe000;

/** Below, at or above zero: the order of two texts' bytes in UTF-8. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index += 1) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return rankOf(left) - rankOf(right);
  }
  return a.length - b.length;
}

/** Surrogates stand for characters beyond all others. */
function rankOf(unit: number): number {
  if (unit < SURROGATES) return unit;
  return unit < AFTER_SURROGATES ? unit + 0x10000 : unit;
}

/** The order of two values of one type that has an order (texts, numbers, bytes); `undefined` for any others. */
export function compareValues(a: StoredAttribute, b: StoredAttribute): number | undefined {
  if (a.S !== undefined && b.S !== undefined) return compareTexts(a.S, b.S);
  if (a.N !== undefined && b.N !== undefined) return compareNumbers(a.N, b.N);
  if (a.B !== undefined && b.B !== undefined) return Buffer.compare(a.B, b.B);
  return undefined;
}

/** True where both are of one type and hold the same, all the way down. */
export function areEqual(a: StoredAttribute, b: StoredAttribute): boolean {
  if (a.S !== undefined) return a.S === b.S;
  if (a.N !== undefined) return a.N === b.N;
  if (a.L !== undefined) return b.L !== undefined && areListsEqual(a.L, b.L);
  if (a.M !== undefined) return b.M !== undefined && areItemsEqual(a.M, b.M);
  if (a.B !== undefined) return b.B !== undefined && Buffer.compare(a.B, b.B) === 0;
  if (a.BOOL !== undefined) return a.BOOL === b.BOOL;
  return a.NULL === b.NULL;
}

export function areItemsEqual(a: StoredItem, b: StoredItem): boolean {
  if (a === b) return true;
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  for (const name of names) {
    if (!areBothEqual(a[name], b[name])) return false;
  }
  return true;
}

function areListsEqual(a: readonly StoredAttribute[], b: readonly StoredAttribute[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) {
    if (!areBothEqual(a[index], b[index])) return false;
  }
  return true;
}

function areBothEqual(a: StoredAttribute | undefined, b: StoredAttribute | undefined): boolean {
  return a !== undefined && b !== undefined && areEqual(a, b);
}

/** True where the first is text or bytes that begin with the second, which is of the same type. */
export function beginsWith(value: StoredAttribute, prefix: StoredAttribute): boolean {
  if (value.S !== undefined && prefix.S !== undefined) return value.S.startsWith(prefix.S);
  if (value.B === undefined || prefix.B === undefined) return false;
  return Buffer.compare(value.B.subarray(0, prefix.B.length), prefix.B) === 0;
}

/** What `size` gives: length of a text or of bytes, elements of a list or map; `undefined` for types that have none. */
export function sizeOf(value: StoredAttribute): StoredAttribute | undefined {
  const size =
    value.S?.length ??
    value.B?.length ??
    value.L?.length ??
    (value.M === undefined ? undefined : Object.keys(value.M).length);
  return size === undefined ? undefined : { N: String(size) };
}
