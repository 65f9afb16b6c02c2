import {
  claimsKey,
  decodeClaims,
  encodeClaims,
  lastClaimKeyThrough,
  ttlSecondsOf,
} from '../../codecs/items/claim-item.ts';
import type { ClaimStore } from '../../ports/claim-store.ts';
import { type DynamoDbTable, putItemAnyway, queryPages } from './dynamodb-table.ts';

/** Ids of accepted events, 8 bytes each: an item a stretch, those of a lane under one partition key, sorted by position. */
export function makeDynamoDbClaimStore(table: DynamoDbTable): ClaimStore {
  return {
    async putClaims(lane, segment, expiresAtMs) {
      const items = encodeClaims(lane, segment, ttlSecondsOf(expiresAtMs));
      await Promise.all(items.map(({ item }) => putItemAnyway(table, item)));
    },

    async *claimsAfter(lane, after) {
      const values = { ':pk': { S: claimsKey(lane) }, ':after': { S: lastClaimKeyThrough(after) } };
      const newestFirst = { text: 'pk = :pk AND sk > :after', values, descending: true };
      for await (const page of queryPages(table, newestFirst)) yield* page.map(decodeClaims);
    },
  };
}
