import type { Slot } from '../../engine/accumulators/accumulator.ts';
import type { KeyState, Partial } from '../../engine/apply.ts';
import { InvariantError } from '../../engine/errors.ts';
import type { Position } from '../../engine/position.ts';
import type { PartialRef, WindowPartition } from '../../ports/partial-store.ts';
import type { EventPartialRef } from '../../ports/redrive-store.ts';
import {
  type Attribute,
  type Item,
  type ItemKey,
  keyAttributes,
  missing,
  type StoredAttribute,
  type StoredItem,
  textOf,
} from './attribute.ts';
import { CONTAINER_BYTES, ELEMENT_BYTES, MAX_ITEM_BYTES, utf8Bytes } from './item-size.ts';
import { SEPARATOR, shortLaneId } from './lane-id.ts';
import { decodeSlot, encodeSlot, slotBytes } from './slot-attribute.ts';

/** Holds 36^4 buckets of a partition, more than a definition can ask for. */
const BUCKET_DIGITS = 4;
/** Names are short because every write carries them: `a` applied, `k` group key → slots. */
const APPLIED = 'a';
const KEYS = 'k';
/** Begins what one redriven event brings to a bucket, where a lane's share begins with the lane. */
const EVENT = '!';
const NAMES_BYTES = 'pk'.length + 'sk'.length + APPLIED.length + KEYS.length;

/** Primary key of a partial. Buckets are of fixed width, so that a query returns them in order. */
export function partialKey(ref: PartialRef): ItemKey {
  return { pk: partialPartitionKey(ref), sk: `${bucketText(ref.bucket)}${SEPARATOR}${shortLaneId(ref.lane)}` };
}

/** Primary key of a redriven event's share of a bucket: among the lanes' shares, so that whoever merges those merges it too. */
export function eventPartialKey(ref: EventPartialRef): ItemKey {
  const { lane, position } = ref.event;
  const event = [EVENT + shortLaneId(lane), position].join(SEPARATOR);
  return { pk: partialPartitionKey(ref), sk: `${bucketText(ref.bucket)}${SEPARATOR}${event}` };
}

/** The partition key that all partials of a window-partition share. */
export function partialPartitionKey(window: WindowPartition): string {
  return ['p', window.aggregation, window.generation, window.windowStartMs, window.partition].join(SEPARATOR);
}

export function encodePartial(key: ItemKey, partial: Partial): Item {
  const keys: Record<string, Attribute> = {};
  for (const [groupKey, state] of partial.keys) keys[escapeKey(groupKey)] = { L: state.map(encodeSlot) };
  return { ...keyAttributes(key), [APPLIED]: { S: partial.applied }, [KEYS]: { M: keys } };
}

/** @throws InvariantError where the item was not written by this code */
export function decodePartial(item: StoredItem): Partial {
  const stored = item[KEYS]?.M ?? missing(item, KEYS, 'a map');
  const keys = new Map<string, KeyState>();
  for (const name of Object.keys(stored)) {
    const slots = stored[name]?.L ?? missing(item, KEYS, `a list of slots for key "${name}"`);
    keys.set(
      unescapeKey(name),
      slots.map((slot) => slotOf(item, name, slot)),
    );
  }
  return { applied: textOf(item, APPLIED), keys };
}

/** The bucket of a stored partial. */
export function bucketOf(item: StoredItem): number {
  const bucket = Number.parseInt(textOf(item, 'sk').slice(0, BUCKET_DIGITS), 36);
  return Number.isSafeInteger(bucket) ? bucket : missing(item, 'sk', 'a bucket');
}

/** What the sort keys of a bucket's partials begin with. */
export function bucketPrefix(bucket: number): string {
  return bucketText(bucket) + SEPARATOR;
}

/** Whose share of a bucket a stored partial is. */
export interface PartialSource {
  /** By `shortLaneId`. */
  readonly laneId: string;
  /** Of the redriven event that brought it; undefined for what the lane itself has read. */
  readonly position: Position | undefined;
}

/** @throws InvariantError where the item was not written by this code */
export function sourceOf(item: StoredItem): PartialSource {
  const [, lane, position] = textOf(item, 'sk').split(SEPARATOR);
  if (lane === undefined) return missing(item, 'sk', 'a lane');
  return lane.startsWith(EVENT)
    ? { laneId: lane.slice(EVENT.length), position }
    : { laneId: lane, position: undefined };
}

/** `itemBytes(encodePartial(key, partial))`, without making the item. */
export function partialBytes(key: ItemKey, partial: Partial): number {
  let bytes = NAMES_BYTES + utf8Bytes(key.pk) + utf8Bytes(key.sk) + utf8Bytes(partial.applied) + CONTAINER_BYTES;
  for (const [groupKey, state] of partial.keys) {
    bytes += ELEMENT_BYTES + utf8Bytes(escapeKey(groupKey)) + CONTAINER_BYTES;
    for (const slot of state) bytes += ELEMENT_BYTES + slotBytes(slot);
  }
  return bytes;
}

/** @throws InvariantError where DynamoDB would refuse the item for its size */
export function requireStorable(ref: WindowPartition & { readonly bucket: number }, bytes: number): void {
  if (bytes <= MAX_ITEM_BYTES) return;
  throw new InvariantError(
    `a partial of aggregation "${ref.aggregation}" (window ${ref.windowStartMs}, bucket ${ref.bucket}) takes ${bytes} bytes, an item ` +
      `holds ${MAX_ITEM_BYTES}: raise keysPerLane in a new generation, so that fewer keys share an item`,
  );
}

function bucketText(bucket: number): string {
  return bucket.toString(36).padStart(BUCKET_DIGITS, '0');
}

/**
 * JavaScript objects, of which the SDK makes requests, take no member of the name `__proto__`: it gets another underscore, and so
 * does every name that has got one.
 */
function escapeKey(key: string): string {
  return key.endsWith('__proto__') && /^_*__proto__$/.test(key) ? `_${key}` : key;
}

function unescapeKey(name: string): string {
  return name.endsWith('__proto__') && /^_+__proto__$/.test(name) ? name.slice(1) : name;
}

function slotOf(item: StoredItem, name: string, value: StoredAttribute): Slot {
  const slot = decodeSlot(value);
  return slot === undefined ? missing(item, KEYS, `slots for key "${name}"`) : slot;
}
