/** A binary heap of things that become due. */
export interface DueHeap<T> {
  push(dueMs: number, item: T): void;
  /** Removes and returns the earliest item due at or before a time, if there is one. */
  popDue(nowMs: number): T | undefined;
  nextDueMs(): number | undefined;
  size(): number;
  clear(): void;
}

export function makeDueHeap<T>(): DueHeap<T> {
  let entries: { readonly dueMs: number; readonly item: T }[] = [];
  const due = (index: number) => entries[index]?.dueMs ?? Number.POSITIVE_INFINITY;

  const swap = (a: number, b: number) => {
    const [first, second] = [entries[a], entries[b]];
    if (!first || !second) return;
    entries[a] = second;
    entries[b] = first;
  };

  const sift = (start: number) => {
    for (let index = start; ; ) {
      const left = 2 * index + 1;
      const least = due(left + 1) < due(left) ? left + 1 : left;
      if (due(least) >= due(index)) return;
      swap(index, least);
      index = least;
    }
  };

  return {
    push(dueMs, item) {
      entries.push({ dueMs, item });
      for (let index = entries.length - 1; index > 0; ) {
        const parent = (index - 1) >>> 1;
        if (due(parent) <= dueMs) return;
        swap(index, parent);
        index = parent;
      }
    },
    popDue(nowMs) {
      const first = entries[0];
      if (!first || first.dueMs > nowMs) return undefined;
      const last = entries.pop();
      if (last && entries.length > 0) {
        entries[0] = last;
        sift(0);
      }
      return first.item;
    },
    nextDueMs: () => entries[0]?.dueMs,
    size: () => entries.length,
    clear: () => {
      entries = [];
    },
  };
}
