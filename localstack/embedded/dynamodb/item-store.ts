import { openLevel } from '../level.ts';
import { makeSortedMap, type SortedMap } from './sorted-map.ts';

/** Named collections of items: the tables' definitions, each table's items, each index's entries. */
export interface ItemStore {
  collection(name: string): SortedMap<unknown>;
  put(collection: string, key: string, value: unknown): Promise<void> | undefined;
  delete(collection: string, key: string): Promise<void> | undefined;
  /** Forgets a collection and all that is in it. */
  drop(collection: string): Promise<void> | undefined;
  close(): Promise<void>;
}

/** Ends a collection's name in keys of LevelDB: tables and indexes cannot have it in theirs, nor can keys. */
const END_OF_NAME = '~';
const AFTER_ALL = '\u{10ffff}';

export function makeMemoryItemStore(): ItemStore {
  const collections = makeCollections();
  return {
    collection: collections.of,
    put: (collection, key, value) => void collections.of(collection).set(key, value),
    delete: (collection, key) => void collections.of(collection).delete(key),
    drop: (collection) => void collections.drop(collection),
    close: async () => {},
  };
}

/**
 * Keeps everything in memory and in LevelDB: reads never wait. What is put is seen only once LevelDB has it, so nothing that
 * anyone has read is lost with the process.
 */
export async function openLevelItemStore(path: string): Promise<ItemStore> {
  const level = await openLevel<unknown>(path);
  const collections = makeCollections();
  for await (const [key, value] of level.iterator({ gte: '', lt: AFTER_ALL })) {
    const end = key.lastIndexOf(END_OF_NAME);
    collections.of(key.slice(0, end)).set(key.slice(end + 1), value);
  }
  return {
    collection: collections.of,
    async put(collection, key, value) {
      await level.batch([{ type: 'put', key: `${collection}${END_OF_NAME}${key}`, value }]);
      collections.of(collection).set(key, value);
    },
    async delete(collection, key) {
      await level.batch([{ type: 'del', key: `${collection}${END_OF_NAME}${key}` }]);
      collections.of(collection).delete(key);
    },
    async drop(collection) {
      await level.clear({ gte: `${collection}${END_OF_NAME}`, lt: `${collection}${END_OF_NAME}${AFTER_ALL}` });
      collections.drop(collection);
    },
    close: () => level.close(),
  };
}

function makeCollections() {
  const byName = new Map<string, SortedMap<unknown>>();
  return {
    of(name: string): SortedMap<unknown> {
      const collection = byName.get(name) ?? makeSortedMap<unknown>();
      byName.set(name, collection);
      return collection;
    },
    drop: (name: string) => void byName.delete(name),
  };
}
