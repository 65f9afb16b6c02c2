import type { Slot } from '../../engine/accumulators/accumulator.ts';
import type { Attribute, StoredAttribute } from './attribute.ts';
import { CONTAINER_BYTES, ELEMENT_BYTES, integerBytes, numberBytes, utf8Bytes } from './item-size.ts';

/**
 * A slot as an attribute. Whole numbers are exact whatever their length. A `number` that is whole but not a safe integer (1e20, the
 * largest of some measure) is boxed in a list, because unboxed it would come back as a `bigint`, which is another slot.
 */
export function encodeSlot(slot: Slot): Attribute {
  switch (typeof slot) {
    case 'number':
      return isUnsafeWhole(slot) ? { L: [{ N: String(slot) }] } : { N: String(slot) };
    case 'bigint':
      return { N: String(slot) };
    case 'string':
      return { S: slot };
    case 'boolean':
      return { BOOL: slot };
    default:
      return { NULL: true };
  }
}

/** The slot that an attribute holds; `undefined` where it is none. */
export function decodeSlot(value: StoredAttribute): Slot | undefined {
  if (value.N !== undefined) return decodeNumber(value.N);
  if (value.S !== undefined) return value.S;
  if (value.NULL !== undefined) return null;
  if (value.BOOL !== undefined) return value.BOOL;
  const boxed = value.L?.[0]?.N;
  return boxed === undefined ? undefined : Number(boxed);
}

/** A number as the engine holds it: safe integers and fractions as `number`, other whole numbers as `bigint`. */
export function decodeNumber(text: string): number | bigint {
  const value = Number(text);
  // Fractions beyond 2^53 do not exist, and those below were written from a double, so `Number` gives them back.
  return Number.isSafeInteger(value) || !Number.isInteger(value) ? value : wholeOf(text);
}

/** `attributeBytes(encodeSlot(slot))`, without making the attribute. */
export function slotBytes(slot: Slot): number {
  switch (typeof slot) {
    case 'number':
      if (Number.isSafeInteger(slot)) return integerBytes(slot);
      return numberBytes(String(slot)) + (Number.isInteger(slot) ? CONTAINER_BYTES + ELEMENT_BYTES : 0);
    case 'bigint':
      return integerBytes(slot);
    case 'string':
      return utf8Bytes(slot);
    default:
      return 1;
  }
}

function isUnsafeWhole(value: number): boolean {
  return Number.isInteger(value) && !Number.isSafeInteger(value);
}

/** Plain digits, or digits with an exponent, as the service may write a long number. */
function wholeOf(text: string): bigint {
  const match = /^(-?\d+)(?:\.(\d+))?[eE]\+?(\d+)$/.exec(text);
  if (!match) return BigInt(text);
  const fraction = match[2] ?? '';
  return BigInt((match[1] ?? '') + fraction.padEnd(Number(match[3]), '0'));
}
