import type { WindowPartition } from '../../ports/partial-store.ts';
import { type Item, type ItemKey, keyAttributes } from './attribute.ts';
import { windowAttributes, windowSortKey, windowsPartitionKey } from './window-key.ts';

/** "This window-partition has state": items of a generation share a partition key and are sorted by window end, as marks are. */
export function windowKey(window: WindowPartition): ItemKey {
  return { pk: windowIndexKey(window.aggregation, window.generation), sk: windowSortKey(window) };
}

export function windowIndexKey(aggregation: string, generation: number): string {
  return windowsPartitionKey('w', aggregation, generation);
}

export function encodeWindow(window: WindowPartition): Item {
  return { ...keyAttributes(windowKey(window)), ...windowAttributes(window) };
}
