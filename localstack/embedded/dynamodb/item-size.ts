import type { AttributeValue, Item } from './dynalite.ts';

/** An item's size in bytes (DynamoDB developer guide, "DynamoDB item sizes and formats"). */
export function itemSizeBytes(item: Item): number {
  let bytes = 0;
  for (const name in item) bytes += Buffer.byteLength(name) + valueSizeBytes(item[name]);
  return bytes;
}

function valueSizeBytes(value: AttributeValue | undefined): number {
  for (const type in value) {
    const content = value[type];
    if (typeof content === 'string') return scalarSizeBytes(type, content);
    if (Array.isArray(content)) {
      // A set is the sum of its members; a list adds 3 bytes, and 1 for each element.
      if (type === 'L') return sum(content, (element) => 1 + valueSizeBytes(element)) + 3;
      return sum(content, (member) => scalarSizeBytes(type.charAt(0), member));
    }
    if (type === 'M' && isItem(content)) return 3 + Object.keys(content).length + itemSizeBytes(content);
    return 1; // BOOL, NULL
  }
  return 0;
}

function scalarSizeBytes(type: string, content: string): number {
  if (type === 'S') return Buffer.byteLength(content);
  if (type === 'B') return Buffer.byteLength(content, 'base64');
  const digits = content.replace(/^-|[eE].*$|\./g, '').replace(/^0+|0+$/g, '').length;
  return Math.ceil(digits / 2) + 1 + (content.startsWith('-') ? 1 : 0);
}

function isItem(content: unknown): content is Item {
  return typeof content === 'object' && content !== null;
}

function sum<T>(values: readonly T[], size: (value: T) => number): number {
  return values.reduce((bytes, value) => bytes + size(value), 0);
}
