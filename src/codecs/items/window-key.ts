import type { EpochMs } from '../../engine/time.ts';
import type { WindowPartition } from '../../ports/partial-store.ts';
import { type Item, integerOf, missing, type StoredItem, textOf } from './attribute.ts';
import { SEPARATOR } from './lane-id.ts';

/** Digits of the largest instant that JavaScript represents: fixed width makes byte order numeric order. */
const INSTANT_DIGITS = 16;
/** Sorts after every digit and separator. */
const AFTER_ALL = '~';
const WINDOW_START = 'start';

/** Partition key of an aggregation's window-partitions, of which an item of the kind that `prefix` names is stored each. */
export function windowsPartitionKey(prefix: string, aggregation: string, generation: number): string {
  return [prefix, aggregation, generation].join(SEPARATOR);
}

/** Sorts window-partitions by their end. */
export function windowSortKey({ windowEndMs, partition }: WindowPartition): string {
  return `${instantText(windowEndMs)}${SEPARATOR}${partition}`;
}

/** Sorts after the window-partitions that end at or before `throughMs`, and before all others. */
export function lastWindowKeyThrough(throughMs: EpochMs): string {
  return `${instantText(Math.max(0, throughMs))}${SEPARATOR}${AFTER_ALL}`;
}

/** What the keys do not tell of a window-partition. */
export function windowAttributes({ windowStartMs }: WindowPartition): Item {
  return { [WINDOW_START]: { N: String(windowStartMs) } };
}

/** The window-partition that an item is about. @throws InvariantError where the item was not written by this code */
export function windowOfItem(aggregation: string, generation: number, item: StoredItem): WindowPartition {
  const [end, partition] = textOf(item, 'sk').split(SEPARATOR).map(Number);
  if (!Number.isSafeInteger(end) || !Number.isSafeInteger(partition))
    return missing(item, 'sk', 'an instant and a partition');
  return {
    aggregation,
    generation,
    windowStartMs: integerOf(item, WINDOW_START),
    windowEndMs: end ?? 0,
    partition: partition ?? 0,
  };
}

function instantText(instantMs: EpochMs): string {
  return String(instantMs).padStart(INSTANT_DIGITS, '0');
}
