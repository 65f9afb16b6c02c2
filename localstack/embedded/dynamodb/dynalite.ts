import { createRequire } from 'node:module';
import { AwsError } from '../gateway/aws-error.ts';
import type { JsonObject } from '../gateway/service.ts';

/** The parts of dynalite 4.0.0 used here, typed: validation, operations and store. Its HTTP server is not used. */

export type Item = Readonly<Record<string, AttributeValue>>;

/** `{ S: 'text' }`, `{ N: '1' }`, `{ L: [...] }` and so on; exactly one member. */
export type AttributeValue = Readonly<Record<string, unknown>>;

export interface Table {
  readonly TableName: string;
  readonly TableArn: string;
  TableStatus: string;
}

export type Callback<T = void> = (error: Error | null, value?: T) => void;

export interface DynaliteStore {
  readonly options: StoreOptions;
  readonly tableDb: {
    awsAccountId: string;
    awsRegion: string;
  };
  readonly db: { open(): Promise<void>; close(callback: Callback): void };
  getTable(name: string, checkStatus: boolean, callback: Callback<Table>): void;
}

interface StoreOptions {
  readonly path?: string;
  readonly createTableMs: number;
  readonly deleteTableMs: number;
  readonly updateTableMs: number;
}

export type TypeTable = Readonly<Record<string, unknown>>;
type Action = (store: DynaliteStore, input: JsonObject, callback: Callback<object>) => void;

export interface DynaliteDb {
  create(options: StoreOptions): DynaliteStore;
  checkConditional(input: JsonObject, existing: Item | undefined): Error | null | undefined;
  addConsumedCapacity(
    input: JsonObject,
    isRead: boolean,
    newItem: Item | undefined,
    oldItem: Item | undefined,
  ): object | undefined;
}

interface Validations {
  checkTypes(input: JsonObject, types: TypeTable): JsonObject;
  checkValidations(
    input: JsonObject,
    types: TypeTable,
    custom: ((input: JsonObject, store: DynaliteStore) => string | undefined) | undefined,
    store: DynaliteStore,
  ): void;
}

export interface OperationChecks {
  readonly types: TypeTable;
  readonly custom?: (input: JsonObject, store: DynaliteStore) => string | undefined;
}

const require = createRequire(import.meta.url);

/** dynalite's operations call these through the module object, so replacing a member corrects all of them. */
export const dynaliteDb: DynaliteDb = require('dynalite/db');
const validations: Validations = require('dynalite/validations');

export function checksOf(operation: string): OperationChecks {
  return require(`dynalite/validations/${operation}`);
}

/** Checks an input, dropping members that are not in the type table. @throws AwsError */
export function validate(input: JsonObject, checks: OperationChecks, store: DynaliteStore): JsonObject {
  try {
    const checked = validations.checkTypes(input, checks.types);
    validations.checkValidations(checked, checks.types, checks.custom, store);
    return checked;
  } catch (error) {
    throw asAwsError(error);
  }
}

/** Runs an operation of dynalite over a store. @throws AwsError */
export function runAction(operation: string, store: DynaliteStore, input: JsonObject): Promise<object | undefined> {
  const action: Action = require(`dynalite/actions/${operation}`);
  return new Promise((resolve, reject) => {
    action(store, input, (error, output) => (error ? reject(asAwsError(error)) : resolve(output)));
  });
}

/** dynalite's errors carry the HTTP answer in `body` and `statusCode`; anything else is a failure of the store. */
function asAwsError(error: unknown): unknown {
  if (!(error instanceof Error) || !('body' in error) || !('statusCode' in error)) return error;
  // Written by dynalite's validation functions, always in this shape; some write `Message`.
  const { body, statusCode } = error as Error & {
    body: { __type: string; message?: string; Message?: string };
    statusCode: number;
  };
  const { __type, message, Message, ...fields } = body;
  return new AwsError(__type, message ?? Message ?? error.message, { statusCode, fields, cause: error });
}
