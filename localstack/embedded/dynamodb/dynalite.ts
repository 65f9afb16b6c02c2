import { createRequire } from 'node:module';
import { AwsError } from '../gateway/aws-error.ts';
import type { JsonObject } from '../gateway/service.ts';
import type { Range } from './sorted-map.ts';

/** The parts of dynalite 4.0.0 used here, typed: its checks of requests, expressions and operations. Store and server are ours. */

export type Item = Readonly<Record<string, AttributeValue>>;

/** `{ S: 'text' }`, `{ N: '1' }`, `{ L: [...] }` and so on; exactly one member. */
export type AttributeValue = Readonly<Record<string, unknown>>;

export interface Table {
  readonly TableName: string;
  readonly TableArn: string;
  TableStatus: string;
}

export type Callback<T = void> = (error: Error | null, value?: T) => void;

/** A collection of values in dynalite's store. */
export interface SubDb {
  lock(key: string, task: (release: (callback: Callback) => Callback) => void): void;
  get(key: string, callback: Callback<unknown>): void;
  put(key: string, value: unknown, callback: Callback): void;
  del(key: string, callback: Callback): void;
  values(range: Range): Iterable<unknown>;
  keys(): Iterable<string>;
}

export interface DynaliteStore {
  readonly options: {
    readonly createTableMs: number;
    readonly deleteTableMs: number;
    readonly updateTableMs: number;
    readonly maxItemSize: number;
  };
  readonly tableDb: SubDb & { readonly awsAccountId: string; readonly awsRegion: string };
  getItemDb(table: string): SubDb;
  deleteItemDb(table: string, callback: Callback): void;
  getIndexDb(type: string, table: string, index: string): SubDb;
  deleteIndexDb(type: string, table: string, index: string, callback: Callback): void;
  deleteTagDb(table: string, callback: Callback): void;
  /** With a callback alone, or true: only a table that can be used. */
  getTable(name: string, check: boolean | Callback<Table>, callback?: Callback<Table>): void;
}

export type TypeTable = Readonly<Record<string, unknown>>;
type Action<O> = (store: DynaliteStore, input: JsonObject, callback: Callback<O>) => void;

export type QueryTable = (
  store: DynaliteStore,
  table: Table,
  input: JsonObject,
  range: Range,
  isLocal: boolean,
  fetchFromTable: boolean,
  startKeyNames: readonly string[],
  callback: Callback<object>,
) => void;

/** Functions that dynalite's operations call through the module object: replacing one corrects all of them. */
export interface DynaliteDb {
  checkConditional(input: JsonObject, existing: Item | undefined): Error | null | undefined;
  addConsumedCapacity(
    input: JsonObject,
    isRead: boolean,
    newItem: Item | undefined,
    oldItem: Item | undefined,
  ): object | undefined;
  itemSize(item: Item): number;
  updateIndexes(
    store: DynaliteStore,
    table: Table,
    oldItem: Item | undefined,
    item: Item | null | undefined,
    callback: Callback,
  ): void;
  /** An error as its operations give. */
  validationError(message: string): Error;
  queryTable: QueryTable;
  createKey(item: Item, table: Table): string;
  matchesExprFilter(item: Item, expression: unknown): boolean;
  matchesFilter(item: Item, filter: unknown, operator: unknown): boolean | undefined;
  mapPaths(paths: unknown, item: Item): Item;
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

/** Runs an operation of dynalite over a store; `O` states what that operation answers. @throws AwsError */
export function runAction<O extends object>(operation: string, store: DynaliteStore, input: JsonObject): Promise<O> {
  const action: Action<O> = require(`dynalite/actions/${operation}`);
  return new Promise((resolve, reject) => {
    action(store, input, (error, output) => (output ? resolve(output) : reject(asAwsError(error))));
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
