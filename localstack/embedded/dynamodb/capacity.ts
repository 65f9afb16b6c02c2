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
  /** Write units by what the attribute `pk` begins with, up to a `|` or `#`: a table with items of several kinds tells them apart there. */
  readonly writeUnitsByKind: Record<string, number>;
}

/** Counts what every table has consumed since the start. */
export interface Meter {
  readonly tables: ReadonlyMap<string, Readonly<Consumed>>;
  /** @param item the item written, or its key */
  write(table: string, units: number, item: Item | undefined): void;
  read(table: string, units: number): void;
}

/** Told of units as they are consumed. */
export type ObserveUnits = (table: string, kind: 'read' | 'write', units: number) => void;

export function makeMeter(observe: ObserveUnits = () => {}): Meter {
  const tables = new Map<string, Consumed>();
  const of = (table: string): Consumed => {
    const consumed = tables.get(table) ?? { writeUnits: 0, readUnits: 0, writeUnitsByKind: {} };
    tables.set(table, consumed);
    return consumed;
  };
  return {
    tables,
    write(table, units, item) {
      const consumed = of(table);
      const kind = kindOf(item);
      consumed.writeUnits += units;
      observe(table, 'write', units);
      if (kind !== undefined) consumed.writeUnitsByKind[kind] = (consumed.writeUnitsByKind[kind] ?? 0) + units;
    },
    read: (table, units) => {
      of(table).readUnits += units;
      observe(table, 'read', units);
    },
  };
}

function kindOf(item: Item | undefined): string | undefined {
  const text = item?.pk?.S;
  return typeof text === 'string' ? text.split(/[|#]/, 1)[0] : undefined;
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
