/** Bounds of a range of keys; at most one of each pair is given. */
export interface Range {
  readonly gte?: string | undefined;
  readonly gt?: string | undefined;
  readonly lte?: string | undefined;
  readonly lt?: string | undefined;
  readonly reverse?: boolean | undefined;
}

/**
 * A map whose values can be read in the order of their keys. Keys fall into groups, an item collection each (up to the second
 * slash of dynalite's keys): insertions stay cheap because only their group is kept sorted all the time.
 */
export interface SortedMap<V> {
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  delete(key: string): void;
  values(range: Range): Iterable<V>;
  keys(): Iterable<string>;
}

export function makeSortedMap<V>(): SortedMap<V> {
  const values = new Map<string, V>();
  const groups = new Map<string, string[]>();
  let groupNames: string[] | undefined;

  const sortedGroupNames = () => {
    groupNames ??= [...groups.keys()].sort();
    return groupNames;
  };

  function* inRange(range: Range): Iterable<V> {
    const within = isWithin(range);
    const single = groupWithin(range);
    const names = single === undefined ? sortedGroupNames() : [single];
    for (const name of range.reverse ? [...names].reverse() : names) {
      const keys = groups.get(name) ?? [];
      const first = range.gte ?? range.gt ?? '';
      const found = keys.slice(firstAtOrAfter(keys, first)).filter(within);
      for (const key of range.reverse ? found.reverse() : found) {
        const value = values.get(key);
        if (value !== undefined) yield value;
      }
    }
  }

  return {
    get: (key) => values.get(key),
    keys: () => values.keys(),
    values: inRange,
    set(key, value) {
      if (!values.has(key)) {
        const name = groupOf(key);
        const group = groups.get(name);
        if (group) {
          group.splice(firstAtOrAfter(group, key), 0, key);
        } else {
          groups.set(name, [key]);
          groupNames = undefined;
        }
      }
      values.set(key, value);
    },
    delete(key) {
      if (!values.delete(key)) return;
      const name = groupOf(key);
      const group = groups.get(name) ?? [];
      group.splice(firstAtOrAfter(group, key), 1);
      if (group.length > 0) return;
      groups.delete(name);
      groupNames = undefined;
    },
  };
}

function groupOf(key: string): string {
  const second = key.indexOf('/', key.indexOf('/') + 1);
  return second < 0 ? '' : key.slice(0, second + 1);
}

/** The only group that a range can touch, if both its bounds lie within one. */
function groupWithin(range: Range): string | undefined {
  const from = groupOf(range.gte ?? range.gt ?? '');
  return from !== '' && from === groupOf(range.lte ?? range.lt ?? '') ? from : undefined;
}

function isWithin({ gte, gt, lte, lt }: Range): (key: string) => boolean {
  return (key) =>
    (gte === undefined || key >= gte) &&
    (gt === undefined || key > gt) &&
    (lte === undefined || key <= lte) &&
    (lt === undefined || key < lt);
}

function firstAtOrAfter(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
