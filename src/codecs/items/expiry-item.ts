import type { ExpiryMemory, FiredSample } from '../../engine/expiry.ts';
import {
  type Attribute,
  type Item,
  type ItemKey,
  keyAttributes,
  missing,
  optionalIntegerOf,
  type StoredAttribute,
  type StoredItem,
} from './attribute.ts';
import { CONTROL_PARTITION_KEY } from './control-item.ts';
import { SEPARATOR } from './lane-id.ts';

/** Instants in turn: when, and through which window end had fired then. */
const SAMPLES = 'samples';
const ANNOUNCED_THROUGH = 'announced';
const ANNOUNCED_AT = 'announcedAt';

/** Beside the control items, and not among them: functions read those all the time. */
export function expiryKey(aggregation: string, generation: number): ItemKey {
  return { pk: CONTROL_PARTITION_KEY, sk: ['expiry', aggregation, generation].join(SEPARATOR) };
}

export function encodeExpiryMemory(key: ItemKey, { samples, announced }: ExpiryMemory): Item {
  const instants: Attribute[] = [];
  for (const { atMs, firedThroughMs } of samples) instants.push({ N: String(atMs) }, { N: String(firedThroughMs) });
  const item: Item = { ...keyAttributes(key), [SAMPLES]: { L: instants } };
  if (announced) {
    item[ANNOUNCED_THROUGH] = { N: String(announced.throughMs) };
    item[ANNOUNCED_AT] = { N: String(announced.atMs) };
  }
  return item;
}

/** @throws InvariantError where the item was not written by this code */
export function decodeExpiryMemory(item: StoredItem): ExpiryMemory {
  const throughMs = optionalIntegerOf(item, ANNOUNCED_THROUGH);
  const atMs = optionalIntegerOf(item, ANNOUNCED_AT);
  return {
    samples: samplesOf(item, item[SAMPLES]?.L),
    announced: throughMs === undefined || atMs === undefined ? null : { throughMs, atMs },
  };
}

function samplesOf(item: StoredItem, instants: readonly StoredAttribute[] | undefined): FiredSample[] {
  const values = instants?.map(({ N }) => (N === undefined ? Number.NaN : Number(N)));
  if (!values?.every(Number.isSafeInteger)) {
    return missing(item, SAMPLES, 'a list of instants');
  }
  const samples: FiredSample[] = [];
  for (let index = 0; index < values.length; index += 2) {
    const [atMs, firedThroughMs] = values.slice(index);
    if (atMs === undefined || firedThroughMs === undefined) return missing(item, SAMPLES, 'instants in pairs');
    samples.push({ atMs, firedThroughMs });
  }
  return samples;
}
