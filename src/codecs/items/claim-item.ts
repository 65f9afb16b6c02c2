import { BEFORE_FIRST, type Position } from '../../engine/position.ts';
import type { EpochMs } from '../../engine/time.ts';
import type { ClaimSegment } from '../../ports/claim-store.ts';
import type { Lane } from '../../ports/lane.ts';
import { type Item, type ItemKey, integerOf, keyAttributes, missing, type StoredItem, textOf } from './attribute.ts';
import { SEPARATOR, shortLaneId } from './lane-id.ts';

/** Fingerprints that one item holds: 320 KB of the 400 KB that DynamoDB allows. */
const MAX_FINGERPRINTS = 40_000;
const FINGERPRINT_BYTES = 8;
/** Joins a position and the number of a part; sorts after all that positions are made of. */
const PART = '~';
const ARRIVAL = 'a';
const FINGERPRINTS = 'f';

/** The partition key of a lane's claims. */
export function claimsKey(lane: Lane): string {
  return `id${SEPARATOR}${shortLaneId(lane)}`;
}

/** Sorts before all that positions are made of; sort keys may not be empty. */
const BEFORE_ALL = ' ';

/** Sorts after the segments that end at `position` or before, and before all others. */
export function lastClaimKeyThrough(position: Position): string {
  return position === BEFORE_FIRST ? BEFORE_ALL : `${position}${PART}${PART}`;
}

/** The items of a segment, one but for very long stretches; their keys come from its end alone, so that a repeated write replaces them. */
export function encodeClaims(lane: Lane, { through, arrivalMs, fingerprints }: ClaimSegment, ttlSeconds: number) {
  const items: { readonly key: ItemKey; readonly item: Item }[] = [];
  const step = MAX_FINGERPRINTS * 2;
  for (let from = 0; from < fingerprints.length; from += step) {
    const key = { pk: claimsKey(lane), sk: `${through}${PART}${String(from / step).padStart(3, '0')}` };
    const item: Item = {
      ...keyAttributes(key),
      [ARRIVAL]: { N: String(arrivalMs) },
      [FINGERPRINTS]: { B: toBytes(fingerprints.subarray(from, from + step)) },
      ttl: { N: String(ttlSeconds) },
    };
    items.push({ key, item });
  }
  return items;
}

/** @throws InvariantError where the item was not written by this code */
export function decodeClaims(item: StoredItem): ClaimSegment {
  const bytes = item[FINGERPRINTS]?.B;
  if (!bytes || bytes.length % FINGERPRINT_BYTES !== 0) return missing(item, FINGERPRINTS, 'fingerprints');
  const sortKey = textOf(item, 'sk');
  return {
    through: sortKey.slice(0, sortKey.indexOf(PART)),
    arrivalMs: integerOf(item, ARRIVAL),
    fingerprints: fromBytes(bytes),
  };
}

/** When DynamoDB may drop an item that is not needed after `expiresAtMs`, in seconds as its TTL has them. */
export function ttlSecondsOf(expiresAtMs: EpochMs): number {
  return Math.ceil(expiresAtMs / 1_000);
}

/** Big-endian, so that a fingerprint reads as its hexadecimal digits do. */
function toBytes(values: Uint32Array): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(values.length * 4));
  for (const [index, value] of values.entries()) bytes.setUint32(index * 4, value);
  return new Uint8Array(bytes.buffer);
}

function fromBytes(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint32Array.from({ length: bytes.length / 4 }, (_, index) => view.getUint32(index * 4));
}
