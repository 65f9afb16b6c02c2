import {
  BatchGetItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ResourceNotFoundException,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { StoredItem } from '../../../../src/codecs/items/attribute.ts';
import { expiredItems } from './expired-items.ts';
import { keyOfItem } from './keys.ts';
import { query } from './query.ts';
import { batchGetItem, getItem, type ReadDeps } from './reads.ts';
import { notSimulated } from './refusals.ts';
import { Table } from './table.ts';
import { HISTORY_MS } from './versions.ts';
import { commit, deleteItem, putItem, updateItem, type WriteDeps } from './writes.ts';

/** What one write changed. Both items are the store's own. */
export interface ItemWrite {
  readonly tableName: string;
  readonly before: StoredItem | undefined;
  readonly after: StoredItem | undefined;
}

export interface SimDynamoDbDeps {
  /** Epoch ms; it never goes back. */
  readonly nowMs: () => number;
  /**
   * How old what a read sees may be where it did not ask for consistency, drawn anew for each such read and each key of a batch; 0: not
   * at all. At most HISTORY_MS.
   */
  readonly ageMs: () => number;
  /** Called after each write that changed something (also by TTL), at the instant it happens. */
  readonly onWrite: (write: ItemWrite) => void;
  /** Items that a page of a query holds at most, drawn anew for each; default: as many as 1 MB holds. */
  readonly pageItems?: () => number;
  /** The part of the keys of a BatchGetItem, from 0 to 1, that it leaves unprocessed, rounded down; default: none. */
  readonly unprocessedShare?: () => number;
}

/**
 * DynamoDB as functions reach it: what one request does and answers, at once, without faults. Tables have a partition key `pk` (text) and
 * a sort key `sk`. Requests are copied and so are answers: what callers do to theirs changes nothing here.
 *
 * Errors are those of the SDK; a plain `Error` says that the request is beyond the simulation. Reserved words are let through as names of
 * attributes: the contract suites on the local AWS refuse those.
 */
export class SimDynamoDb {
  readonly #tables = new Map<string, Table>();
  readonly #reads: ReadDeps;
  readonly #writes: WriteDeps;

  constructor({ nowMs, ageMs, onWrite, pageItems, unprocessedShare }: SimDynamoDbDeps) {
    this.#reads = {
      instantMs: (isConsistent) => nowMs() - (isConsistent ? 0 : requireRemembered(ageMs())),
      pageItems: pageItems ?? (() => Number.POSITIVE_INFINITY),
      unprocessedShare: unprocessedShare ?? (() => 0),
    };
    this.#writes = { nowMs, onChange: ({ name }, before, after) => onWrite({ tableName: name, before, after }) };
  }

  createTable(tableName: string, sortKey: 'S' | 'N'): void {
    this.#tables.set(tableName, new Table(tableName, sortKey));
  }

  /**
   * Does what a command of `@aws-sdk/client-dynamodb` asks for.
   *
   * @throws ConditionalCheckFailedException, ResourceNotFoundException, DynamoDBServiceException named ValidationException
   */
  execute(command: object): object {
    if (command instanceof PutItemCommand)
      return putItem(this.#writes, this.#tableOf(command.input.TableName), command.input);
    if (command instanceof GetItemCommand)
      return getItem(this.#reads, this.#tableOf(command.input.TableName), command.input);
    if (command instanceof QueryCommand)
      return query(this.#reads, this.#tableOf(command.input.TableName), command.input);
    if (command instanceof UpdateItemCommand) {
      return updateItem(this.#writes, this.#tableOf(command.input.TableName), command.input);
    }
    if (command instanceof DeleteItemCommand) {
      return deleteItem(this.#writes, this.#tableOf(command.input.TableName), command.input);
    }
    if (command instanceof BatchGetItemCommand) {
      return batchGetItem(this.#reads, (name) => this.#tableOf(name), command.input);
    }
    throw notSimulated(`the command ${command.constructor.name}`);
  }

  /** All items of a table now, for checks that take no part: read only. @throws ResourceNotFoundException */
  *items(tableName: string): Generator<StoredItem> {
    for (const { item } of this.#tableOf(tableName).all()) yield item;
  }

  /**
   * What TTL does, late: deletes items whose attribute `ttl` (epoch seconds) is before `untilMs`, but for those more than five years past.
   * They stay readable and writable until then.
   *
   * @param pick which of them; default: all
   * @returns how many were deleted
   */
  expire(tableName: string, untilMs: number, pick: (item: StoredItem) => boolean = () => true): number {
    const table = this.#tableOf(tableName);
    const expired = expiredItems(table, untilMs, this.#writes.nowMs()).filter(pick);
    for (const item of expired) commit(this.#writes, table, keyOfItem(item, table.sortKey), undefined);
    return expired.length;
  }

  #tableOf(tableName: string | undefined): Table {
    const table = this.#tables.get(tableName ?? '');
    if (table) return table;
    throw new ResourceNotFoundException({ message: 'Requested resource not found', $metadata: {} });
  }
}

function requireRemembered(ageMs: number): number {
  if (ageMs >= 0 && ageMs <= HISTORY_MS) return ageMs;
  throw new RangeError(`reads see what is 0 to ${HISTORY_MS} ms old, got ${ageMs}`);
}
