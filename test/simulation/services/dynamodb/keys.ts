import type { StoredAttribute, StoredItem } from '../../../../src/codecs/items/attribute.ts';
import { utf8Bytes } from '../../../../src/codecs/items/item-size.ts';
import { compareTexts } from './compare-values.ts';
import { compareNumbers } from './numbers.ts';
import { invalid } from './refusals.ts';

/** The type of a table's sort key. */
export type SortKeyType = 'S' | 'N';

/** An item's key; the sort key is its text, or a canonical number. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** DynamoDB Developer Guide, "Constraints". */
const MAX_PARTITION_KEY_BYTES = 2_048;
const MAX_SORT_KEY_BYTES = 1_024;
/** What one unit of a JavaScript text takes at most. */
const BYTES_PER_UNIT = 3;

export function compareSortKeys(type: SortKeyType): (a: string, b: string) => number {
  return type === 'S' ? compareTexts : compareNumbers;
}

/** The key of a request that names nothing but a key. @throws ValidationException */
export function keyOf(attributes: StoredItem, type: SortKeyType): Key {
  const { pk, sk } = attributes;
  if (pk?.S === undefined || sk?.[type] === undefined || Object.keys(attributes).length !== 2) {
    throw invalid('The provided key element does not match the schema');
  }
  return { pk: partitionKeyOf(pk.S), sk: sortKeyOf(sk[type], type) };
}

/** The key of a whole item. @throws ValidationException */
export function keyOfItem({ pk, sk }: StoredItem, type: SortKeyType): Key {
  return {
    pk: partitionKeyOf(requireTyped('pk', pk, 'S')),
    sk: sortKeyOf(requireTyped('sk', sk, type), type),
  };
}

/** @throws ValidationException where it cannot be a partition key */
export function partitionKeyOf(text: string): string {
  requireNonEmpty('pk', text);
  if (isLonger(text, MAX_PARTITION_KEY_BYTES)) {
    throw refused(`Size of hashkey has exceeded the maximum size limit of ${MAX_PARTITION_KEY_BYTES} bytes`);
  }
  return text;
}

/** @throws ValidationException where it cannot be a sort key */
export function sortKeyOf(text: string, type: SortKeyType): string {
  if (type === 'N') return text;
  requireNonEmpty('sk', text);
  if (isLonger(text, MAX_SORT_KEY_BYTES)) {
    throw refused(`Aggregated size of all range keys has exceeded the size limit of ${MAX_SORT_KEY_BYTES} bytes`);
  }
  return text;
}

function requireTyped(name: string, value: StoredAttribute | undefined, type: SortKeyType): string {
  if (!value) throw refused(`Missing the key ${name} in the item`);
  const text = value[type];
  if (text !== undefined) return text;
  throw refused(`Type mismatch for key ${name} expected: ${type} actual: ${Object.keys(value)[0]}`);
}

function requireNonEmpty(name: string, text: string): void {
  if (text !== '') return;
  throw invalid(
    `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}`,
  );
}

function isLonger(text: string, maxBytes: number): boolean {
  return text.length * BYTES_PER_UNIT > maxBytes && utf8Bytes(text) > maxBytes;
}

function refused(why: string): Error {
  return invalid(`One or more parameter values were invalid: ${why}`);
}
