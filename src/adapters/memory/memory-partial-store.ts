import { partialBytes, partialKey, partialPartitionKey, requireStorable } from '../../codecs/items/partial-item.ts';
import type { KeyState, Partial } from '../../engine/apply.ts';
import type { EpochMs } from '../../engine/time.ts';
import type { PartialRef, PartialStore, StoredBucket, WindowPartition } from '../../ports/partial-store.ts';
import { MeteredTable, type WriteUnits } from './metered-table.ts';
import type { Operations } from './operations.ts';

interface StoredItem {
  readonly bucket: number;
  readonly partial: Partial;
  /** Its stamp, in seconds since 1970; a later put of the whole item takes it off again. */
  readonly ttlSeconds?: number;
}

type Items = MeteredTable<StoredItem>;

/** Stored partials, those of lanes and those of redriven events: by window-partition, then by item. */
export class MemoryPartials {
  readonly #windows = new Map<string, Items>();
  readonly #units: WriteUnits;

  constructor(units: WriteUnits) {
    this.#units = units;
  }

  tableOf(pk: string): Items {
    const table: Items = this.#windows.get(pk) ?? new MeteredTable('partial', this.#units);
    this.#windows.set(pk, table);
    return table;
  }

  /** When each item of a window-partition may go, in seconds since 1970, by sort key; `null` where it is not stamped. */
  stampsOf(window: WindowPartition): ReadonlyMap<string, number | null> {
    const table = this.tableOf(partialPartitionKey(window));
    return new Map([...table.keys()].map((key) => [key, table.get(key)?.ttlSeconds ?? null]));
  }

  /** Drops what is stamped with an instant at or before `nowMs`, as DynamoDB does some time after it. */
  dropExpired(nowMs: EpochMs): void {
    for (const table of this.#windows.values()) {
      for (const key of [...table.keys()]) {
        const { ttlSeconds } = table.get(key) ?? {};
        if (ttlSeconds !== undefined && ttlSeconds * 1_000 <= nowMs) table.drop(key);
      }
    }
  }
}

export function makeMemoryPartialStore({ run }: Operations, partials: MemoryPartials): PartialStore {
  const stored = (ref: PartialRef): Partial | undefined => {
    const { pk, sk } = partialKey(ref);
    return partials.tableOf(pk).get(sk)?.partial;
  };

  return {
    readPartial: (ref) => run('readPartial', () => copyOf(stored(ref))),

    async putPartial(ref, next, expectedApplied) {
      const key = partialKey(ref);
      const value = { bucket: ref.bucket, partial: copyPartial(next) };
      const bytes = partialBytes(key, next);
      requireStorable(ref, bytes);
      return run('putPartial', () => {
        const table = partials.tableOf(key.pk);
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
      const table = partials.tableOf(partialPartitionKey(window));
      // Keys at the start, states as they are when their page is read: what is written meanwhile may or may not be seen.
      const keys = await run('bucketsOf', () => keysByBucket(table));
      for (const [bucket, itemKeys] of keys) {
        yield await run('bucketsOf.page', (): StoredBucket => {
          const found = itemKeys.map((key) => copyOf(table.get(key)?.partial));
          return { bucket, partials: found.filter((partial) => partial !== undefined) };
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
export function copyPartial({ applied, keys }: Partial): Partial {
  const copied = new Map<string, KeyState>();
  for (const [key, state] of keys) copied.set(key, state.slice());
  return { applied, keys: copied };
}
