import {
  claimsKey,
  decodeClaims,
  encodeClaims,
  lastClaimKeyThrough,
  ttlSecondsOf,
} from '../../codecs/items/claim-item.ts';
import { itemBytes } from '../../codecs/items/item-size.ts';
import type { ClaimSegment, ClaimStore } from '../../ports/claim-store.ts';
import { MeteredTable, type WriteUnits } from './metered-table.ts';
import type { Operations } from './operations.ts';

export function makeMemoryClaimStore({ run }: Operations, units: WriteUnits): ClaimStore {
  /** By lane, then by sort key. */
  const lanes = new Map<string, MeteredTable<ClaimSegment>>();

  return {
    putClaims: (lane, given, expiresAtMs) => {
      const items = encodeClaims(lane, given, ttlSecondsOf(expiresAtMs));
      return run('putClaims', () => {
        const table = lanes.get(claimsKey(lane)) ?? new MeteredTable<ClaimSegment>('claims', units);
        lanes.set(claimsKey(lane), table);
        for (const { key, item } of items) table.put(key.sk, decodeClaims(item), itemBytes(item));
      });
    },

    async *claimsAfter(lane, after) {
      const found = await run('claimsAfter', () => {
        const table = lanes.get(claimsKey(lane));
        const keys = [...(table?.keys() ?? [])].filter((key) => key > lastClaimKeyThrough(after));
        return keys
          .sort()
          .reverse()
          .map((key) => table?.get(key));
      });
      for (const segment of found) if (segment) yield structuredClone(segment);
    },
  };
}
