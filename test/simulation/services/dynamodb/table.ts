import { compareSortKeys, type Key, type SortKeyType } from './keys.ts';
import { HISTORY_MS, type Stored, Versions } from './versions.ts';

/** Items of one partition key. */
interface Partition {
  /** By sort key. */
  sorted: Versions[];
  readonly bySortKey: Map<string, Versions>;
}

interface Deletion {
  readonly pk: string;
  readonly atMs: number;
}

/** Fewer are not worth a sweep. */
const LEAST_DELETED = 32;

/** Items by their keys, with what was stored under them a short while ago. */
export class Table {
  readonly name: string;
  readonly sortKey: SortKeyType;
  readonly compare: (a: string, b: string) => number;
  readonly #partitions = new Map<string, Partition>();
  /** Deletions that reads may still look behind, and since the last sweep others. */
  #deleted: Deletion[] = [];
  #sweepAt = LEAST_DELETED;

  constructor(name: string, sortKey: SortKeyType) {
    this.name = name;
    this.sortKey = sortKey;
    this.compare = compareSortKeys(sortKey);
  }

  find(key: Key): Versions | undefined {
    return this.#partitions.get(key.pk)?.bySortKey.get(key.sk);
  }

  /** Everything under a partition key, by sort key; also what is stored no more. */
  partition(pk: string): readonly Versions[] {
    return this.#partitions.get(pk)?.sorted ?? [];
  }

  /** Everything that is stored now. */
  *all(): Generator<Stored> {
    for (const { sorted } of this.#partitions.values()) {
      for (const { now } of sorted) if (now) yield now;
    }
  }

  set(key: Key, stored: Stored | undefined, nowMs: number): void {
    const partition = this.#partitions.get(key.pk) ?? { sorted: [], bySortKey: new Map() };
    this.#partitions.set(key.pk, partition);
    let versions = partition.bySortKey.get(key.sk);
    if (!versions) {
      versions = new Versions(key.sk);
      partition.bySortKey.set(key.sk, versions);
      const at = firstIndex(partition.sorted, ({ sk }) => this.compare(sk, key.sk) > 0);
      partition.sorted.splice(at, 0, versions);
    }
    versions.set(stored, nowMs);
    if (!stored && this.#deleted.push({ pk: key.pk, atMs: nowMs }) >= this.#sweepAt) this.#sweep(nowMs);
  }

  /** Lets go of keys that were deleted too long ago for any read. */
  #sweep(nowMs: number): void {
    const recent = this.#deleted.filter(({ atMs }) => atMs > nowMs - HISTORY_MS);
    for (const pk of new Set(this.#deleted.map((deletion) => deletion.pk))) {
      const partition = this.#partitions.get(pk);
      if (!partition) continue;
      partition.sorted = partition.sorted.filter((versions) => {
        const isKept = !versions.isForgotten(nowMs);
        if (!isKept) partition.bySortKey.delete(versions.sk);
        return isKept;
      });
      if (partition.sorted.length === 0) this.#partitions.delete(pk);
    }
    this.#deleted = recent;
    // Twice as many as are left: each deletion is swept over a few times at most.
    this.#sweepAt = LEAST_DELETED + 2 * recent.length;
  }
}

/** Index of the first element of a sorted list that has got so far; the list's length where none has. */
export function firstIndex<T>(sorted: readonly T[], isSoFar: (element: T) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const element = sorted[middle];
    if (element !== undefined && isSoFar(element)) high = middle;
    else low = middle + 1;
  }
  return low;
}
