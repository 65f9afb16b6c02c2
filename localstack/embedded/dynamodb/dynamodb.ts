import type { Service } from '../gateway/service.ts';
import { addConsumedCapacity, type Meter } from './capacity.ts';
import { rememberRefusedItems } from './conditional-write.ts';
import { type DynaliteStore, dynaliteDb } from './dynalite.ts';
import { keepItemLimits } from './item-limits.ts';
import { itemOperations } from './item-operations.ts';
import { itemSizeBytes } from './item-size.ts';
import { queryTable } from './query-table.ts';
import { tableOperations } from './table-operations.ts';
import type { SettingsByTable } from './table-settings.ts';

export interface DynamoDbDeps {
  readonly store: DynaliteStore;
  readonly settings: SettingsByTable;
  readonly meter: Meter;
  readonly clock: () => number;
}

// dynalite counts UTF-16 units of strings, and reads pages through streams of single items.
Object.assign(dynaliteDb, { addConsumedCapacity, itemSize: itemSizeBytes, queryTable });
rememberRefusedItems();
keepItemLimits();

/** DynamoDB over dynalite, corrected and completed where AWS answers differently. */
export function makeDynamoDb(deps: DynamoDbDeps): Service {
  return {
    name: 'DynamoDB',
    target: 'DynamoDB_20120810',
    scope: 'dynamodb',
    operations: { ...tableOperations(deps), ...itemOperations(deps.store, deps.meter) },
  };
}
