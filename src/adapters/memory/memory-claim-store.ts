import { type Item, keyAttributes, textOf } from '../../codecs/items/attribute.ts';
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

import { itemBytes } from '../../codecs/items/item-size.ts';
import type { ClaimStore } from '../../ports/claim-store.ts';
import type { Lane } from '../../ports/lane.ts';
import { MeteredTable, type WriteUnits } from './metered-table.ts';
import type { Operations } from './operations.ts';

export function makeMemoryClaimStore({ run }: Operations, units: WriteUnits): ClaimStore {
  /** Items, by partition key, then by sort key. */
  const partitions = new Map<string, MeteredTable<Item>>();

  const put = (item: Item): void => {
    const pk = textOf(item, 'pk');
    const table = partitions.get(pk) ?? new MeteredTable<Item>('claims', units);
    partitions.set(pk, table);
    table.put(textOf(item, 'sk'), item, itemBytes(item));
  };

  const putAll = (items: readonly Item[]): void => {
    for (const item of items) put(item);
  };

  /** Items under a partition key whose sort key `isWanted`, in order. */
  const query = (pk: string, isWanted: (sk: string) => boolean): Item[] => {
    const table = partitions.get(pk);
    const keys = [...(table?.keys() ?? [])].filter(isWanted).sort();
    return keys.map((key) => table?.get(key)).filter((item) => item !== undefined);
  };

  async function* segments(operation: string, lane: Lane, isWanted: (sk: string) => boolean, newestFirst: boolean) {
    const items = await run(operation, () => query(claimsKey(lane), isWanted));
    for (const item of newestFirst ? items.reverse() : items) yield decodeClaims(lane, item);
  }

  return {
    putClaims: (lane, given, expiresAtMs) => {
      const items = encodeClaims(lane, given, ttlSecondsOf(expiresAtMs));
      return run('putClaims', () => putAll(items.map(({ item }) => item)));
    },

    claimsAfter: (lane, after) => segments('claimsAfter', lane, (sk) => sk > lastClaimKeyThrough(after), true),
    claimsSince: (lane, after) => segments('claimsSince', lane, (sk) => sk > lastClaimKeyThrough(after), false),
    claimsThrough: (lane, through) => segments('claimsThrough', lane, (sk) => sk <= lastClaimKeyThrough(through), true),

    putOwnedClaim: (lane, through, owned, expiresAtMs) => {
      const ttlSeconds = ttlSecondsOf(expiresAtMs);
      const items = [encodeOwnedSegment(lane, through, owned, ttlSeconds), encodeOwnedClaim(lane, owned, ttlSeconds)];
      return run('putOwnedClaim', () => putAll(items));
    },

    ownedClaims: (lane, fingerprint) =>
      run('ownedClaims', () => {
        const prefix = ownedClaimPrefix(fingerprint);
        const items = query(ownedClaimsKey(lane), (sk) => sk.startsWith(prefix));
        return items.map((item) => decodeOwnedClaim(lane, fingerprint, item));
      }),

    leaveLane: (lane) => run('leaveLane', () => put(keyAttributes(leftLaneKey(lane)))),
    isLeft: (lane) => {
      const { pk, sk } = leftLaneKey(lane);
      return run('isLeft', () => partitions.get(pk)?.get(sk) !== undefined);
    },
  };
}
