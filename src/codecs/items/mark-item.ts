import type { Mark } from '../../ports/mark-store.ts';
import type { WindowPartition } from '../../ports/partial-store.ts';
import { type Item, type ItemKey, keyAttributes, type StoredItem, textOf } from './attribute.ts';
import { windowAttributes, windowOfItem, windowSortKey, windowsPartitionKey } from './window-key.ts';

const NONCE = 'nonce';

export function markKey(window: WindowPartition): ItemKey {
  return { pk: markPartitionKey(window.aggregation, window.generation), sk: windowSortKey(window) };
}

export function markPartitionKey(aggregation: string, generation: number): string {
  return windowsPartitionKey('m', aggregation, generation);
}

export function encodeMark(mark: Mark): Item {
  return {
    ...keyAttributes(markKey(mark.window)),
    [NONCE]: { S: mark.nonce },
    ...windowAttributes(mark.window),
  };
}

export function nonceOf(item: StoredItem): string {
  return textOf(item, NONCE);
}

/** @throws InvariantError where the item was not written by this code */
export function decodeMark(aggregation: string, generation: number, item: StoredItem): Mark {
  return { window: windowOfItem(aggregation, generation, item), nonce: nonceOf(item) };
}
