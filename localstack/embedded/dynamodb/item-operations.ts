import type { JsonObject, Operation, Operations } from '../gateway/service.ts';
import type { Meter } from './capacity.ts';
import { refusedWrite, withFailureValues } from './conditional-write.ts';
import { checksOf, type DynaliteStore, type Item, type OperationChecks, runAction, validate } from './dynalite.ts';

interface ConsumedCapacity {
  readonly TableName: string;
  readonly CapacityUnits: number;
}

interface Output {
  readonly ConsumedCapacity?: ConsumedCapacity | readonly ConsumedCapacity[];
}

/** Operations on items: dynalite's, metered. */
export function itemOperations(store: DynaliteStore, meter: Meter): Operations {
  const metered = (
    name: string,
    checks: OperationChecks,
    count: (table: string, units: number, item: Item | undefined) => void,
  ): Operation => {
    return async (input) => {
      const checked = validate(input, checks, store);
      const asked = checked.ReturnConsumedCapacity;
      const output = await run(name, store, meter, {
        ...checked,
        ReturnConsumedCapacity: asked === 'INDEXES' ? asked : 'TOTAL',
      });
      const { ConsumedCapacity, ...rest } = output;
      // What the checks have let through; an operation on several items has neither.
      const { Item: item, Key: key } = checked as { Item?: Item; Key?: Item };
      for (const { TableName, CapacityUnits } of [ConsumedCapacity ?? []].flat()) {
        count(TableName, CapacityUnits, item ?? key);
      }
      return asked === 'TOTAL' || asked === 'INDEXES' ? output : rest;
    };
  };
  const write = (name: string, checks = checksOf(name)) => metered(name, checks, meter.write);
  const read = (name: string) => metered(name, checksOf(name), meter.read);
  const conditionalWrite = (name: string) => write(name, withFailureValues(checksOf(name)));

  return {
    PutItem: conditionalWrite('putItem'),
    UpdateItem: conditionalWrite('updateItem'),
    DeleteItem: conditionalWrite('deleteItem'),
    BatchWriteItem: write('batchWriteItem'),
    GetItem: read('getItem'),
    BatchGetItem: read('batchGetItem'),
    Query: read('query'),
    Scan: read('scan'),
  };
}

async function run(name: string, store: DynaliteStore, meter: Meter, input: JsonObject): Promise<Output> {
  try {
    return await runAction<Output>(name, store, input);
  } catch (error) {
    throw refusedWrite(input, error, meter);
  }
}
