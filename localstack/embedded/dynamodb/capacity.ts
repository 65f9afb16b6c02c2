import type { DynaliteDb, Item } from './dynalite.ts';
import { itemSizeBytes } from './item-size.ts';

/** Units of a write: whole KB of the larger of the item before and after, at least 1 (indexes are not counted). */
export function writeUnits(before: Item | undefined, after: Item | undefined): number {
  return Math.max(1, ...[before, after].map((item) => (item ? Math.ceil(itemSizeBytes(item) / 1024) : 0)));
}

/** Units of a read: whole 4 KB, at least 1, halved when eventually consistent. */
export function readUnits(item: Item | undefined, consistent: boolean): number {
  return (item ? Math.ceil(itemSizeBytes(item) / 4096) : 1) / (consistent ? 1 : 2);
}

export interface Consumed {
  writeUnits: number;
  readUnits: number;
}

/** Counts what every table has consumed since the start. */
export interface Meter {
  readonly tables: ReadonlyMap<string, Readonly<Consumed>>;
  write(table: string, units: number): void;
  read(table: string, units: number): void;
}

export function makeMeter(): Meter {
  const tables = new Map<string, Consumed>();
  const of = (table: string): Consumed => {
    const consumed = tables.get(table) ?? { writeUnits: 0, readUnits: 0 };
    tables.set(table, consumed);
    return consumed;
  };
  return {
    tables,
    write: (table, units) => {
      of(table).writeUnits += units;
    },
    read: (table, units) => {
      of(table).readUnits += units;
    },
  };
}

/** What an operation on a single item answers about its consumption. */
export const addConsumedCapacity: DynaliteDb['addConsumedCapacity'] = (input, isRead, newItem, oldItem) => {
  const asked = input.ReturnConsumedCapacity;
  if (asked !== 'TOTAL' && asked !== 'INDEXES') return undefined;
  const units = isRead ? readUnits(newItem, input.ConsistentRead === true) : writeUnits(newItem, oldItem);
  return {
    CapacityUnits: units,
    TableName: input.TableName,
    ...(asked === 'INDEXES' ? { Table: { CapacityUnits: units } } : {}),
  };
};
