import { itemBytes } from '../../codecs/items/item-size.ts';
import { encodeMark, markKey, markPartitionKey } from '../../codecs/items/mark-item.ts';
import type { Mark, MarkStore } from '../../ports/mark-store.ts';
import type { WindowPartition } from '../../ports/partial-store.ts';
import { MeteredTable, type WriteUnits } from './metered-table.ts';
import type { Operations } from './operations.ts';

export function makeMemoryMarkStore({ run }: Operations, units: WriteUnits): MarkStore {
  /** By aggregation and generation, then by window and partition. */
  const generations = new Map<string, MeteredTable<Mark>>();

  const tableOf = (aggregation: string, generation: number): MeteredTable<Mark> => {
    const pk = markPartitionKey(aggregation, generation);
    const table = generations.get(pk) ?? new MeteredTable<Mark>('mark', units);
    generations.set(pk, table);
    return table;
  };
  const tableFor = (window: WindowPartition) => tableOf(window.aggregation, window.generation);
  const bytesOf = (mark: Mark) => itemBytes(encodeMark(mark));

  return {
    ensureMark: (given) => {
      const mark = structuredClone(given);
      return run('ensureMark', () => {
        const table = tableFor(mark.window);
        const { sk } = markKey(mark.window);
        if (table.get(sk)) table.refuse(sk, bytesOf(mark));
        else table.put(sk, mark, bytesOf(mark));
      });
    },

    renewMark: (given) => {
      const mark = structuredClone(given);
      return run('renewMark', () => tableFor(mark.window).put(markKey(mark.window).sk, mark, bytesOf(mark)));
    },

    readMark: (window) => run('readMark', () => tableFor(window).get(markKey(window).sk)?.nonce),

    clearMark: ({ window, nonce }) =>
      run('clearMark', () => {
        const table = tableFor(window);
        const { sk } = markKey(window);
        const stored = table.get(sk);
        if (stored && stored.nonce !== nonce) {
          table.refuse(sk, 0);
          return 'renewed';
        }
        table.delete(sk);
        return 'cleared';
      }),

    async *marksThrough(aggregation, generation, throughMs) {
      const table = tableOf(aggregation, generation);
      const keys = await run('marksThrough', () =>
        [...table.keys()].filter((key) => (table.get(key)?.window.windowEndMs ?? 0) <= throughMs).sort(),
      );
      for (const key of keys) {
        const mark = table.get(key);
        if (mark) yield structuredClone(mark);
      }
    },
  };
}
