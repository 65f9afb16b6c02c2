import type { StoredItem } from '../../src/codecs/items/attribute.ts';

/** The window of a partial, as its key names it. */
export function windowOfKey({ pk }: StoredItem): { readonly aggregation: string; readonly windowStartMs: number } {
  const [, aggregation = '', , startMs] = (pk?.S ?? '').split('|');
  return { aggregation, windowStartMs: Number(startMs) };
}

/** The shard that a key ends with, or a part of it does: its number in base 36, after the stream. */
export function shardOfKey(key: string): string {
  const [, number = ''] = /-([0-9a-z]+)(?:\||$)/.exec(key) ?? [];
  return `shardId-${String(Number.parseInt(number, 36)).padStart(12, '0')}`;
}

/** The redriven event that a partial is of: its shard and its position. */
export function eventOfKey({ sk }: StoredItem): string {
  const place = sk?.S ?? '';
  return `${shardOfKey(place)} ${place.slice(place.lastIndexOf('|') + 1)}`;
}
