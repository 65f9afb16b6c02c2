import { keyAttributes } from '../../codecs/items/attribute.ts';
import {
  claimsKey,
  decodeClaims,
  decodeOwnedClaim,
  encodeClaims,
  encodeOwnedClaim,
  encodeOwnedSegment,
  lastClaimKeyThrough,
  leftLaneKey,
  ownedClaimPrefix,
  ownedClaimsKey,
  ttlSecondsOf,
} from '../../codecs/items/claim-item.ts';
import type { Position } from '../../engine/position.ts';
import type { ClaimSegment, ClaimStore, OwnedClaim } from '../../ports/claim-store.ts';
import type { Lane } from '../../ports/lane.ts';
import { beginningWith, type DynamoDbTable, getItem, putItemAnyway, queryPages } from './dynamodb-table.ts';

/**
 * Ids of accepted events, 8 bytes each: an item a stretch, those of a lane under one partition key, sorted by position. What redriven
 * events hold lies among them, and once more under its id.
 */
export function makeDynamoDbClaimStore(table: DynamoDbTable): ClaimStore {
  async function* segments(lane: Lane, comparison: '>' | '<=', position: Position, descending: boolean) {
    const values = { ':pk': { S: claimsKey(lane) }, ':key': { S: lastClaimKeyThrough(position) } };
    const condition = { text: `pk = :pk AND sk ${comparison} :key`, values, descending };
    for await (const page of queryPages(table, condition)) {
      yield* page.map((item): ClaimSegment => decodeClaims(lane, item));
    }
  }

  return {
    async putClaims(lane, segment, expiresAtMs) {
      const items = encodeClaims(lane, segment, ttlSecondsOf(expiresAtMs));
      await Promise.all(items.map(({ item }) => putItemAnyway(table, item)));
    },

    claimsAfter: (lane, after) => segments(lane, '>', after, true),
    claimsSince: (lane, after) => segments(lane, '>', after, false),
    claimsThrough: (lane, through) => segments(lane, '<=', through, true),

    async putOwnedClaim(lane, through, owned, expiresAtMs) {
      const ttlSeconds = ttlSecondsOf(expiresAtMs);
      const items = [encodeOwnedSegment(lane, through, owned, ttlSeconds), encodeOwnedClaim(lane, owned, ttlSeconds)];
      await Promise.all(items.map((item) => putItemAnyway(table, item)));
    },

    async ownedClaims(lane, fingerprint) {
      const found: OwnedClaim[] = [];
      const ofId = beginningWith(ownedClaimsKey(lane), ownedClaimPrefix(fingerprint));
      for await (const page of queryPages(table, ofId)) {
        found.push(...page.map((item) => decodeOwnedClaim(lane, fingerprint, item)));
      }
      return found;
    },

    leaveLane: (lane) => putItemAnyway(table, keyAttributes(leftLaneKey(lane))),
    isLeft: async (lane) => (await getItem(table, leftLaneKey(lane))) !== undefined,
  };
}
