import { itemBytes } from '../../codecs/items/item-size.ts';
import { encodeResult, resultPartitionKey } from '../../codecs/items/result-item.ts';
import type { EpochMs } from '../../engine/time.ts';
import type { ResultRef, ResultStore, StoredResult } from '../../ports/result-store.ts';
import { MeteredTable, noWriteUnits, type WriteUnits } from './metered-table.ts';
import { type Fault, makeOperations } from './operations.ts';

export interface MemoryResultStore extends ResultStore {
  /** All rows, in no order. */
  rows(): StoredResult[];
  /** One row, as a reader of the table finds it. */
  row(aggregation: string, key: string, windowStartMs: EpochMs): StoredResult | undefined;
  readonly operations: ReadonlyMap<string, number>;
  readonly writeUnits: Readonly<WriteUnits>;
}

/** The results table in memory. */
export function makeMemoryResultStore({ fault }: { readonly fault?: Fault } = {}): MemoryResultStore {
  const operations = makeOperations(fault);
  const writeUnits = noWriteUnits();
  const table = new MeteredTable<StoredResult>('result', writeUnits);
  const keyOf = ({
    aggregation,
    key,
    windowStartMs,
  }: Pick<ResultRef, 'aggregation' | 'key' | 'windowStartMs'>): string =>
    `${windowStartMs}|${resultPartitionKey(aggregation, key)}`;

  return {
    operations: operations.counts,
    writeUnits,
    rows: () => [...table.keys()].map((key) => structuredClone(table.get(key))).filter((row) => row !== undefined),
    row: (aggregation, key, windowStartMs) => structuredClone(table.get(keyOf({ aggregation, key, windowStartMs }))),

    writeResult: (givenRef, givenResult) => {
      const { ref, result } = structuredClone({ ref: givenRef, result: givenResult });
      return operations.run('writeResult', () => {
        const key = keyOf(ref);
        const stored = table.get(key);
        const revision = (stored?.revision ?? 0) + 1;
        const bytes = itemBytes(encodeResult(ref, result, revision));
        if (stored && !isLater(ref.generation, result.n, stored)) {
          table.refuse(key, bytes);
          return { outcome: 'stale' as const, stored: structuredClone(stored) };
        }
        const { generation, windowStartMs } = ref;
        const row: StoredResult = { ...result, key: ref.key, generation, windowStartMs, revision };
        table.put(key, row, bytes);
        return { outcome: 'written' as const, stored: structuredClone(row) };
      });
    },

    readRows: (refs) =>
      operations.run('readRows', () => {
        const rows = new Map<string, StoredResult>();
        for (const ref of refs) {
          const stored = table.get(keyOf(ref));
          if (stored) rows.set(ref.key, structuredClone(stored));
        }
        return rows;
      }),
  };
}

function isLater(generation: number, n: number, stored: StoredResult): boolean {
  return generation > stored.generation || (generation === stored.generation && n > stored.n);
}
