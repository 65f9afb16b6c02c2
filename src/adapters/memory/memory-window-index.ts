import { ttlSecondsOf } from '../../codecs/items/claim-item.ts';
import { integerBytes, itemBytes, utf8Bytes } from '../../codecs/items/item-size.ts';
import { partialBytes, partialPartitionKey } from '../../codecs/items/partial-item.ts';
import { encodeWindow, windowIndexKey, windowKey } from '../../codecs/items/window-item.ts';
import type { WindowPartition } from '../../ports/partial-store.ts';
import type { StoredPartial, WindowIndex } from '../../ports/window-index.ts';
import type { MemoryPartials } from './memory-partial-store.ts';
import { MeteredTable, type WriteUnits } from './metered-table.ts';
import type { Operations } from './operations.ts';

export function makeMemoryWindowIndex({ run }: Operations, units: WriteUnits, partials: MemoryPartials): WindowIndex {
  /** By aggregation and generation, then by window and partition. */
  const generations = new Map<string, MeteredTable<WindowPartition>>();

  const tableOf = (aggregation: string, generation: number): MeteredTable<WindowPartition> => {
    const pk = windowIndexKey(aggregation, generation);
    const table = generations.get(pk) ?? new MeteredTable<WindowPartition>('window', units);
    generations.set(pk, table);
    return table;
  };
  const tableFor = (window: WindowPartition) => tableOf(window.aggregation, window.generation);

  return {
    noteWindow: (given) => {
      const window = structuredClone(given);
      return run('noteWindow', () =>
        tableFor(window).put(windowKey(window).sk, window, itemBytes(encodeWindow(window))),
      );
    },

    async *windowsThrough(aggregation, generation, endMs) {
      const table = tableOf(aggregation, generation);
      const keys = await run('windowsThrough', () =>
        [...table.keys()].filter((key) => (table.get(key)?.windowEndMs ?? 0) <= endMs).sort(),
      );
      for (const key of keys) {
        const window = table.get(key);
        if (window) yield structuredClone(window);
      }
    },

    async *unstampedPartials(window) {
      const table = partials.tableOf(partialPartitionKey(window));
      yield await run('unstampedPartials', (): StoredPartial[] =>
        [...table.keys()]
          .filter((key) => table.get(key)?.ttlSeconds === undefined)
          .sort()
          .map((sortKey) => ({ window: structuredClone(window), sortKey })),
      );
    },

    stampPartial: ({ window, sortKey }, expiresAtMs) => {
      const key = { pk: partialPartitionKey(window), sk: sortKey };
      return run('stampPartial', () => {
        const table = partials.tableOf(key.pk);
        const stored = table.get(sortKey);
        if (!stored) return table.refuse(sortKey, 0);
        const ttlSeconds = ttlSecondsOf(expiresAtMs);
        const stampBytes = utf8Bytes('ttl') + integerBytes(ttlSeconds);
        table.put(sortKey, { ...stored, ttlSeconds }, partialBytes(key, stored.partial) + stampBytes);
      });
    },

    forgetWindow: (window) => run('forgetWindow', () => tableFor(window).delete(windowKey(window).sk)),
  };
}
