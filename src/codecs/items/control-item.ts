import type { Layout } from '../../engine/layout.ts';
import type { EpochMs } from '../../engine/time.ts';
import type { Control } from '../../ports/control-store.ts';
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
import { SEPARATOR } from './lane-id.ts';

/** All control items and the keeper's memory are read together, by one query. */
export const CONTROL_PARTITION_KEY = 'control';
/** What the sort keys of aggregations' control items begin with. */
export const CONTROL_PREFIX = `a${SEPARATOR}`;
export const FIRED_THROUGH = 'firedThrough';
export const EXPIRED_THROUGH = 'expiredThrough';
export const COLLECTED_THROUGH = 'collectedThrough';

export function controlKey(aggregation: string, generation: number): ItemKey {
  return { pk: CONTROL_PARTITION_KEY, sk: `${CONTROL_PREFIX}${aggregation}${SEPARATOR}${generation}` };
}

export function encodeControl(control: Control): Item {
  const { partitions, buckets, codec } = control.layout;
  return {
    ...keyAttributes(controlKey(control.aggregation, control.generation)),
    hash: { S: control.definitionHash },
    partitions: { N: String(partitions) },
    buckets: { N: String(buckets) },
    codec: { S: codec },
    ...instant(FIRED_THROUGH, control.firedThroughMs),
    ...instant(EXPIRED_THROUGH, control.expiredThroughMs),
    ...instant(COLLECTED_THROUGH, control.collectedThroughMs),
  };
}

/** @throws InvariantError where the item was not written by this code, or by a later one with a codec unknown here */
export function decodeControl(item: StoredItem): Control {
  const [, aggregation, generation] = textOf(item, 'sk').split(SEPARATOR);
  if (aggregation === undefined || !Number.isSafeInteger(Number(generation))) {
    return missing(item, 'sk', 'an aggregation and a generation');
  }
  return {
    aggregation,
    generation: Number(generation),
    definitionHash: textOf(item, 'hash'),
    layout: {
      partitions: integerOf(item, 'partitions'),
      buckets: integerOf(item, 'buckets'),
      codec: codecOf(item),
    },
    firedThroughMs: optionalIntegerOf(item, FIRED_THROUGH) ?? null,
    expiredThroughMs: optionalIntegerOf(item, EXPIRED_THROUGH) ?? null,
    collectedThroughMs: optionalIntegerOf(item, COLLECTED_THROUGH) ?? null,
  };
}

function instant(name: string, instantMs: EpochMs | null): Item {
  return instantMs === null ? {} : { [name]: { N: String(instantMs) } };
}

function codecOf(item: StoredItem): Layout['codec'] {
  const codec = textOf(item, 'codec');
  return codec === 'slots-1' ? codec : missing(item, 'codec', `"slots-1", it holds "${codec}"`);
}
