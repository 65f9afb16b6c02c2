import { setImmediate } from 'node:timers/promises';
import { type DynaliteStore, runAction, type Table } from './dynalite.ts';

/** @throws AwsError ResourceNotFoundException */
export async function findTable(store: DynaliteStore, name: string): Promise<Table> {
  const { Table } = await runAction<{ Table: Table }>('describeTable', store, { TableName: name });
  return Table;
}

/** Waits until a table is active, or gone: dynalite changes its status a moment after it has answered. */
export async function settled(store: DynaliteStore, name: string): Promise<void> {
  for (;;) {
    const table = await findTable(store, name).catch(() => undefined);
    if (!table || table.TableStatus === 'ACTIVE') return;
    await setImmediate();
  }
}
