import { InvariantError } from '../../engine/errors.ts';

/** A DynamoDB attribute value as this code writes it. Assignable to the SDK's `AttributeValue`. */
export type Attribute =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: Uint8Array }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly L: Attribute[] }
  | { readonly M: Record<string, Attribute> };

/** An item as this code writes it. */
export type Item = Record<string, Attribute>;

/** An attribute value as it comes back: any of its kinds, or none. The SDK's `AttributeValue` is assignable to it. */
export interface StoredAttribute {
  readonly S?: string | undefined;
  readonly N?: string | undefined;
  readonly B?: Uint8Array | undefined;
  readonly BOOL?: boolean | undefined;
  readonly NULL?: boolean | undefined;
  readonly L?: readonly StoredAttribute[] | undefined;
  readonly M?: Readonly<Record<string, StoredAttribute>> | undefined;
}

/** An item as it comes back. */
export type StoredItem = Readonly<Record<string, StoredAttribute>>;

/** The primary key of a state item. */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** The attributes of a primary key. */
export function keyAttributes(key: ItemKey): { pk: { S: string }; sk: { S: string } } {
  return { pk: { S: key.pk }, sk: { S: key.sk } };
}

/** The text in attribute `name`. @throws InvariantError where there is none: the item was not written by this code. */
export function textOf(item: StoredItem, name: string): string {
  return item[name]?.S ?? missing(item, name, 'text');
}

/** The number in attribute `name`, which is a safe integer. @throws InvariantError where there is none. */
export function integerOf(item: StoredItem, name: string): number {
  return optionalIntegerOf(item, name) ?? missing(item, name, 'a whole number');
}

/** The number in attribute `name`; undefined where the attribute is absent. */
export function optionalIntegerOf(item: StoredItem, name: string): number | undefined {
  const text = item[name]?.N;
  if (text === undefined) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : missing(item, name, 'a whole number');
}

/** Stops on an item that this code did not write. */
export function missing(item: StoredItem, name: string, expected: string): never {
  const key = `pk "${item.pk?.S ?? ''}", sk "${item.sk?.S ?? item.sk?.N ?? ''}"`;
  throw new InvariantError(`stored item ${key}: attribute "${name}" must hold ${expected}`);
}
