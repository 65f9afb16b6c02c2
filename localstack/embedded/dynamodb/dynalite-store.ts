import { createRequire } from 'node:module';
import type { Callback, DynaliteStore, SubDb, Table } from './dynalite.ts';
import type { ItemStore } from './item-store.ts';

export interface DynaliteStoreDeps {
  readonly items: ItemStore;
  readonly accountId: string;
  readonly region: string;
}

const TABLES = 'table';

const require = createRequire(import.meta.url);
const lockModule: { Lock(): SubDb['lock'] } = createRequire(require.resolve('dynalite'))('lock');

/** The store that dynalite's operations work on, over ours: its own decodes JSON at every touch and scans all to delete. */
export function makeDynaliteStore({ items, accountId, region }: DynaliteStoreDeps): DynaliteStore {
  finishInterrupted(items);
  const subDbs = new Map<string, SubDb>();
  const subDb = (name: string): SubDb => {
    const made = subDbs.get(name) ?? makeSubDb(items, name);
    subDbs.set(name, made);
    return made;
  };
  const drop = (name: string, callback: Callback) => answer(callback, () => items.drop(name));
  const itemDb = (table: string) => `item-${table}`;
  const indexDb = (type: string, table: string, index: string) => `index-${type.toLowerCase()}~${table}~${index}`;

  return {
    options: { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0, maxItemSize: MAX_ITEM_BYTES },
    tableDb: { ...subDb(TABLES), awsAccountId: accountId, awsRegion: region },
    getItemDb: (table) => subDb(itemDb(table)),
    deleteItemDb: (table, callback) => drop(itemDb(table), callback),
    getIndexDb: (type, table, index) => subDb(indexDb(type, table, index)),
    deleteIndexDb: (type, table, index, callback) => drop(indexDb(type, table, index), callback),
    // Tags are kept with the table's settings.
    deleteTagDb: (_table, callback) => callback(null),
    getTable(name, checkOrCallback, maybeCallback) {
      const check = checkOrCallback !== false;
      const callback = typeof checkOrCallback === 'function' ? checkOrCallback : maybeCallback;
      // Definitions of tables are all that this collection holds; so below.
      const table = items.collection(TABLES).get(name) as Table | undefined;
      if (!table || (check && table.TableStatus !== 'ACTIVE' && table.TableStatus !== 'UPDATING')) {
        callback?.(tableNotFound(name, check));
      } else {
        // Who does not ask for the status is about to change the table.
        callback?.(null, check ? table : structuredClone(table));
      }
    },
  };
}

/** Tables change their status a moment after the answer; a process that died in that moment has left them half-way. */
function finishInterrupted(items: ItemStore): void {
  const tables = items.collection(TABLES);
  for (const name of [...tables.keys()]) {
    const table = tables.get(name) as Table;
    if (table.TableStatus === 'DELETING') tables.delete(name);
    else table.TableStatus = 'ACTIVE';
  }
}

/** DynamoDB's limit for one item, 400 KB. */
const MAX_ITEM_BYTES = 409_600;

function makeSubDb(items: ItemStore, name: string): SubDb {
  return {
    lock: lockModule.Lock(),
    get: (key, callback) => callback(null, items.collection(name).get(key)),
    put: (key, value, callback) => answer(callback, () => items.put(name, key, value)),
    del: (key, callback) => answer(callback, () => items.delete(name, key)),
    values: (range) => items.collection(name).values(range),
    keys: () => items.collection(name).keys(),
  };
}

/** Calls back at once where the store answers at once. */
function answer(callback: Callback, work: () => Promise<void> | undefined): void {
  const done = work();
  if (done) done.then(() => callback(null), callback);
  else callback(null);
}

function tableNotFound(name: string, checked: boolean): Error {
  const message = `Requested resource not found${checked ? '' : `: Table: ${name} not found`}`;
  return Object.assign(new Error(message), {
    name: 'NotFoundError',
    statusCode: 400,
    body: { __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException', message },
  });
}
