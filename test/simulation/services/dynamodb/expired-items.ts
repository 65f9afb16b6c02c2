import type { StoredItem } from '../../../../src/codecs/items/attribute.ts';
import type { Table } from './table.ts';

/** "Items … more than five years in the past are not deleted" (DynamoDB Developer Guide, "Using time to live"). */
const FIVE_YEARS_MS = 5 * 365.25 * 86_400_000;

/** Items that TTL may delete: those whose `ttl`, a number of epoch seconds, is before an instant. */
export function expiredItems(table: Table, untilMs: number, nowMs: number): StoredItem[] {
  const expired: StoredItem[] = [];
  for (const { item } of table.all()) {
    const expiresAtMs = Number(item.ttl?.N) * 1_000;
    if (expiresAtMs < untilMs && expiresAtMs >= nowMs - FIVE_YEARS_MS) expired.push(item);
  }
  return expired;
}
