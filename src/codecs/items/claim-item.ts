import type { Fingerprint } from '../../engine/hash.ts';
import { BEFORE_FIRST, type Position } from '../../engine/position.ts';
import type { EpochMs } from '../../engine/time.ts';
import type { ClaimSegment, OwnedClaim } from '../../ports/claim-store.ts';
import type { Lane } from '../../ports/lane.ts';
import type { RedrivenEvent } from '../../ports/redrive-store.ts';
import {
  type Item,
  type ItemKey,
  integerOf,
  keyAttributes,
  missing,
  optionalIntegerOf,
  type StoredItem,
  textOf,
} from './attribute.ts';
import { SEPARATOR, shortLaneId } from './lane-id.ts';

/** Fingerprints that one item holds: 320 KB of the 400 KB that DynamoDB allows. */
const MAX_FINGERPRINTS = 40_000;
const FINGERPRINT_BYTES = 8;
/** Joins a position and the number of a part; sorts after all that positions are made of. */
const PART = '~';
const ARRIVAL = 'a';
const FIRST_ARRIVAL = 'b';
const FINGERPRINTS = 'f';
const OWNER = 'o';

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
export function encodeClaims(lane: Lane, segment: ClaimSegment, ttlSeconds: number) {
  const { through, arrivalMs, firstArrivalMs = arrivalMs, fingerprints } = segment;
  const items: { readonly key: ItemKey; readonly item: Item }[] = [];
  const step = MAX_FINGERPRINTS * 2;
  for (let from = 0; from < fingerprints.length; from += step) {
    const key = { pk: claimsKey(lane), sk: `${through}${PART}${String(from / step).padStart(3, '0')}` };
    const item: Item = {
      ...keyAttributes(key),
      [ARRIVAL]: { N: String(arrivalMs) },
      ...(firstArrivalMs < arrivalMs && { [FIRST_ARRIVAL]: { N: String(firstArrivalMs) } }),
      [FINGERPRINTS]: { B: toBytes(fingerprints.subarray(from, from + step)) },
      ttl: { N: String(ttlSeconds) },
    };
    items.push({ key, item });
  }
  return items;
}

/**
 * The item of what a redriven event holds, where processors come by: its key sorts behind the segments through `through`, and before all
 * others.
 */
export function encodeOwnedSegment(lane: Lane, through: Position, owned: OwnedClaim, ttlSeconds: number): Item {
  const { owner, claim } = owned;
  return {
    ...keyAttributes({ pk: claimsKey(lane), sk: lastClaimKeyThrough(through) + ownerText(owner) }),
    [ARRIVAL]: { N: String(claim.arrivalMs) },
    [FINGERPRINTS]: { B: toBytes(Uint32Array.of(claim.high, claim.low)) },
    [OWNER]: { S: ownerText(owner) },
    ttl: { N: String(ttlSeconds) },
  };
}

/** The same by its id, where other redriven events come by. */
export function encodeOwnedClaim(lane: Lane, { owner, claim }: OwnedClaim, ttlSeconds: number): Item {
  return {
    ...keyAttributes({ pk: ownedClaimsKey(lane), sk: ownedClaimPrefix(claim) + ownerText(owner) }),
    [ARRIVAL]: { N: String(claim.arrivalMs) },
    ttl: { N: String(ttlSeconds) },
  };
}

/** The partition key of what redriven events hold in a lane. */
export function ownedClaimsKey(lane: Lane): string {
  return `own${SEPARATOR}${shortLaneId(lane)}`;
}

/** What the sort keys of owned claims of one id begin with. */
export function ownedClaimPrefix({ high, low }: Fingerprint): string {
  return `${hexOf(high)}${hexOf(low)}${SEPARATOR}`;
}

/** Says of a lane that it has been left; its sort key is no id's. */
export function leftLaneKey(lane: Lane): ItemKey {
  return { pk: ownedClaimsKey(lane), sk: 'left' };
}

/** @throws InvariantError where the item was not written by this code */
export function decodeOwnedClaim(lane: Lane, { high, low }: Fingerprint, item: StoredItem): OwnedClaim {
  const owner = textOf(item, 'sk').slice(ownedClaimPrefix({ high, low }).length);
  return { owner: ownerOf(lane, owner), claim: { high, low, arrivalMs: integerOf(item, ARRIVAL) } };
}

/** @throws InvariantError where the item was not written by this code */
export function decodeClaims(lane: Lane, item: StoredItem): ClaimSegment {
  const bytes = item[FINGERPRINTS]?.B;
  if (!bytes || bytes.length % FINGERPRINT_BYTES !== 0) return missing(item, FINGERPRINTS, 'fingerprints');
  const sortKey = textOf(item, 'sk');
  const owner = item[OWNER]?.S;
  const firstArrivalMs = optionalIntegerOf(item, FIRST_ARRIVAL);
  return {
    through: sortKey.startsWith(BEFORE_ALL) ? BEFORE_FIRST : sortKey.slice(0, sortKey.indexOf(PART)),
    arrivalMs: integerOf(item, ARRIVAL),
    ...(firstArrivalMs === undefined ? {} : { firstArrivalMs }),
    fingerprints: fromBytes(bytes),
    ...(owner === undefined ? {} : { owner: ownerOf(lane, owner) }),
  };
}

/** An event by its lane and place; the stream is that of the lane where it holds its id. */
function ownerText({ lane, position }: RedrivenEvent): string {
  return `${lane.shardId}${SEPARATOR}${position}`;
}

function ownerOf(lane: Lane, text: string): RedrivenEvent {
  const at = text.lastIndexOf(SEPARATOR);
  return { lane: { ...lane, shardId: text.slice(0, at) }, position: text.slice(at + 1) };
}

function hexOf(value: number): string {
  return value.toString(16).padStart(8, '0');
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
