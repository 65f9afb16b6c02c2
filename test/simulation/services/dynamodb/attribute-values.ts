import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { StoredAttribute, StoredItem } from '../../../../src/codecs/items/attribute.ts';
import { canonicalNumber } from './numbers.ts';
import { invalid, notSimulated } from './refusals.ts';

/** Attributes as the SDK gives and takes them. */
export type SdkItem = Record<string, AttributeValue>;

/** What the store keeps of a caller's attributes: a copy, with numbers as DynamoDB holds them. @throws ValidationException */
export function takeItem(item: SdkItem): StoredItem {
  const taken: Record<string, StoredAttribute> = {};
  for (const name of Object.keys(item)) {
    const value = item[name];
    if (value) taken[name] = takeValue(value);
  }
  return taken;
}

function takeValue(value: AttributeValue): StoredAttribute {
  if (value.S !== undefined) return { S: value.S };
  if (value.N !== undefined) return { N: canonicalNumber(value.N) };
  if (value.L !== undefined) return { L: value.L.map(takeValue) };
  if (value.M !== undefined) return { M: takeItem(value.M) };
  if (value.B !== undefined) return { B: new Uint8Array(value.B) };
  if (value.BOOL !== undefined) return { BOOL: value.BOOL };
  if (value.NULL === true) return { NULL: true };
  if (value.SS ?? value.NS ?? value.BS) throw notSimulated('sets');
  throw invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
}

/** What an answer carries of stored attributes: a copy, which is the caller's own, as an answer of the SDK is. */
export function giveItem(item: StoredItem): SdkItem {
  const given: SdkItem = {};
  for (const name of Object.keys(item)) {
    const value = item[name];
    if (value) given[name] = giveValue(value);
  }
  return given;
}

export function giveValue(value: StoredAttribute): AttributeValue {
  if (value.S !== undefined) return { S: value.S };
  if (value.N !== undefined) return { N: value.N };
  if (value.L !== undefined) return { L: value.L.map(giveValue) };
  if (value.M !== undefined) return { M: giveItem(value.M) };
  if (value.B !== undefined) return { B: new Uint8Array(value.B) };
  if (value.BOOL !== undefined) return { BOOL: value.BOOL };
  return { NULL: true };
}

/** An attribute of an item; `undefined` where it has none of that name. */
export function attributeOf(item: StoredItem, name: string): StoredAttribute | undefined {
  return Object.hasOwn(item, name) ? item[name] : undefined;
}

/** The letter of a value's type, as DynamoDB names it. */
export function typeOf(value: StoredAttribute): string {
  return Object.keys(value)[0] ?? '';
}
