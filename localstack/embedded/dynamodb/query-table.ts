import type { JsonObject } from '../gateway/service.ts';
import { type DynaliteStore, dynaliteDb, type Item, type QueryTable, type Table } from './dynalite.ts';
import { itemSizeBytes } from './item-size.ts';
import type { Range } from './sorted-map.ts';

/** One call of Query or Scan reads at most 1 MB (DynamoDB API reference). */
const MAX_PAGE_BYTES = 1_048_576;
const READ_UNIT_BYTES = 4_096;

/** Reads one page for dynalite's Query and Scan, which have checked the request and worked out the range of keys. */
export const queryTable: QueryTable = (store, table, data, range, isLocal, fetchFromTable, startKeyNames, callback) => {
  const entries = entriesOf(store, table, data, range, isLocal);
  const limit = typeof data.Limit === 'number' ? data.Limit : Number.POSITIVE_INFINITY;
  const read: Item[] = [];
  const bytes = { table: 0, index: 0 };
  let full = false;
  for (const entry of entries) {
    const item = fetchFromTable ? fullItem(store, table, data, entry) : entry;
    bytes[data.IndexName === undefined ? 'table' : 'index'] += itemSizeBytes(entry);
    if (fetchFromTable) bytes.table += itemSizeBytes(item);
    read.push(item);
    full = read.length >= limit || bytes.table + bytes.index >= MAX_PAGE_BYTES;
    if (full) break;
  }
  const shown = read.filter((item) => passesFilter(data, item));
  const last = read.at(-1);
  callback(null, {
    ScannedCount: read.length,
    Count: shown.length,
    ...(full && last ? { LastEvaluatedKey: pick(last, startKeyNames) } : {}),
    ...(data.Select === 'COUNT' ? {} : { Items: project(data, shown) }),
    ...consumed(data, isLocal, bytes),
  });
};

function entriesOf(
  store: DynaliteStore,
  table: Table,
  data: JsonObject,
  range: Range,
  isLocal: boolean,
): Iterable<Item> {
  const { IndexName } = data;
  const db =
    typeof IndexName === 'string'
      ? store.getIndexDb(isLocal ? 'local' : 'global', table.TableName, IndexName)
      : store.getItemDb(table.TableName);
  // Items and index entries are all that these collections hold.
  return db.values(range) as Iterable<Item>;
}

/** The whole item of an entry of a local index that projects only a part of it. */
function fullItem(store: DynaliteStore, table: Table, data: JsonObject, entry: Item): Item {
  let item = entry;
  store.getItemDb(String(data.TableName)).get(dynaliteDb.createKey(entry, table), (_error, found) => {
    if (found) item = found as Item;
  });
  return item;
}

/** `_filter` and `_projection` are what dynalite has parsed out of expressions; the others are the older parameters. */
function passesFilter(data: JsonObject, item: Item): boolean {
  const { _filter: parsed } = data as { _filter?: { expression: unknown } };
  if (parsed) return dynaliteDb.matchesExprFilter(item, parsed.expression);
  const filter = data.QueryFilter ?? data.ScanFilter;
  return !filter || dynaliteDb.matchesFilter(item, filter, data.ConditionalOperator) !== false;
}

function project(data: JsonObject, items: readonly Item[]): readonly Item[] {
  const { _projection: parsed } = data as { _projection?: { paths: unknown } };
  const paths = parsed ? parsed.paths : data.AttributesToGet;
  return paths ? items.map((item) => dynaliteDb.mapPaths(paths, item)) : items;
}

function consumed(data: JsonObject, isLocal: boolean, bytes: { table: number; index: number }): object {
  const asked = data.ReturnConsumedCapacity;
  if (asked !== 'TOTAL' && asked !== 'INDEXES') return {};
  const units = (size: number) => Math.ceil(size / READ_UNIT_BYTES) * (data.ConsistentRead ? 1 : 0.5);
  // A read that finds nothing still costs.
  const nothing = bytes.table + bytes.index === 0 ? 1 : 0;
  const total = units(bytes.table + nothing) + units(bytes.index);
  const perIndex = { [String(data.IndexName)]: { CapacityUnits: units(bytes.index) } };
  return {
    ConsumedCapacity: {
      CapacityUnits: total,
      TableName: data.TableName,
      ...(asked === 'INDEXES' ? { Table: { CapacityUnits: units(bytes.table + nothing) } } : {}),
      ...(asked === 'INDEXES' && data.IndexName
        ? { [isLocal ? 'LocalSecondaryIndexes' : 'GlobalSecondaryIndexes']: perIndex }
        : {}),
    },
  };
}

function pick(item: Item, names: readonly string[]): Item {
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
}
