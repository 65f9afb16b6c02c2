import { partialBytes, partialKey, partialPartitionKey, requireStorable } from '../../codecs/items/partial-item.ts';
import type { KeyState, Partial } from '../../engine/apply.ts';
import type { PartialRef, PartialStore, StoredBucket } from '../../ports/partial-store.ts';
import { MeteredTable, type WriteUnits } from './metered-table.ts';
import type { Operations } from './operations.ts';

export function makeMemoryPartialStore({ run }: Operations, units: WriteUnits): PartialStore {
  /** By window-partition, then by item. */
  const windows = new Map<string, MeteredTable<{ readonly bucket: number; readonly partial: Partial }>>();

  const tableOf = (pk: string) => {
    const table = windows.get(pk) ?? new MeteredTable('partial', units);
    windows.set(pk, table);
    return table;
  };

  const stored = (ref: PartialRef): Partial | undefined => {
    const { pk, sk } = partialKey(ref);
    return windows.get(pk)?.get(sk)?.partial;
  };

  return {
    readPartial: (ref) => run('readPartial', () => copyOf(stored(ref))),

    async putPartial(ref, next, expectedApplied) {
      const key = partialKey(ref);
      const value = { bucket: ref.bucket, partial: copyPartial(next) };
      const bytes = partialBytes(key, next);
      requireStorable(ref, bytes);
      return run('putPartial', () => {
        const table = tableOf(key.pk);
        const held = table.get(key.sk)?.partial;
        if (held?.applied !== expectedApplied) {
          table.refuse(key.sk, bytes);
          return { kind: 'conflict', stored: copyOf(held) };
        }
        table.put(key.sk, value, bytes);
        return { kind: 'written', bytes };
      });
    },

    async *bucketsOf(window) {
      const table = tableOf(partialPartitionKey(window));
      // Keys at the start, states as they are when their page is read: what is written meanwhile may or may not be seen.
      const keys = await run('bucketsOf', () => keysByBucket(table));
      for (const [bucket, itemKeys] of keys) {
        yield await run('bucketsOf.page', (): StoredBucket => {
          const partials = itemKeys.map((key) => copyOf(table.get(key)?.partial));
          return { bucket, partials: partials.filter((partial) => partial !== undefined) };
        });
      }
    },
  };
}

function keysByBucket(table: MeteredTable<{ readonly bucket: number }>): [bucket: number, itemKeys: string[]][] {
  const keys = new Map<number, string[]>();
  for (const key of table.keys()) {
    const bucket = table.get(key)?.bucket ?? 0;
    const held = keys.get(bucket);
    if (held) held.push(key);
    else keys.set(bucket, [key]);
  }
  return [...keys].sort(([a], [b]) => a - b);
}

function copyOf(partial: Partial | undefined): Partial | undefined {
  return partial && copyPartial(partial);
}

/** Slots are values, so copying the lists that hold them is a deep copy. */
function copyPartial({ applied, keys }: Partial): Partial {
  const copied = new Map<string, KeyState>();
  for (const [key, state] of keys) copied.set(key, state.slice());
  return { applied, keys: copied };
}
