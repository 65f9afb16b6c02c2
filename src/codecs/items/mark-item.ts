import type { EpochMs } from '../../engine/time.ts';
import type { Mark } from '../../ports/mark-store.ts';
import type { WindowPartition } from '../../ports/partial-store.ts';
import { type Item, type ItemKey, integerOf, keyAttributes, missing, type StoredItem, textOf } from './attribute.ts';
import { SEPARATOR } from './lane-id.ts';

/** Digits of the largest instant that JavaScript represents: fixed width makes byte order numeric order. */
const INSTANT_DIGITS = 16;
/** Sorts after every digit and separator. */
const AFTER_ALL = '~';
const NONCE = 'nonce';
const WINDOW_START = 'start';

export function markKey(window: WindowPartition): ItemKey {
  return {
    pk: markPartitionKey(window.aggregation, window.generation),
    sk: `${instantText(window.windowEndMs)}${SEPARATOR}${window.partition}`,
  };
}

export function markPartitionKey(aggregation: string, generation: number): string {
  return ['m', aggregation, generation].join(SEPARATOR);
}

/** Sorts after the marks of windows ending at or before `throughMs`, and before all others. */
export function lastMarkKeyThrough(throughMs: EpochMs): string {
  return `${instantText(Math.max(0, throughMs))}${SEPARATOR}${AFTER_ALL}`;
}

export function encodeMark(mark: Mark): Item {
  return {
    ...keyAttributes(markKey(mark.window)),
    [NONCE]: { S: mark.nonce },
    [WINDOW_START]: { N: String(mark.window.windowStartMs) },
  };
}

export function nonceOf(item: StoredItem): string {
  return textOf(item, NONCE);
}

export function decodeMark(aggregation: string, generation: number, item: StoredItem): Mark {
  const [end, partition] = textOf(item, 'sk').split(SEPARATOR).map(Number);
  if (!Number.isSafeInteger(end) || !Number.isSafeInteger(partition))
    return missing(item, 'sk', 'an instant and a partition');
  return {
    window: {
      aggregation,
      generation,
      windowStartMs: integerOf(item, WINDOW_START),
      windowEndMs: end ?? 0,
      partition: partition ?? 0,
    },
    nonce: nonceOf(item),
  };
}

function instantText(instantMs: EpochMs): string {
  return String(instantMs).padStart(INSTANT_DIGITS, '0');
}
