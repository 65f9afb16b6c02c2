import {
  type AttributeValue,
  GetItemCommand,
  type GetItemCommandOutput,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
} from '@aws-sdk/client-dynamodb';
import type { SortKeyType } from './keys.ts';
import { type ItemWrite, SimDynamoDb, type SimDynamoDbDeps } from './sim-dynamodb.ts';

export const TABLE = 'table';

type Attributes = Record<string, AttributeValue>;

/** A simulated table for tests, with a clock that they set. */
export class SimTable {
  nowMs = 1_000_000;
  readonly writes: ItemWrite[] = [];
  readonly db: SimDynamoDb;

  constructor(more: Partial<SimDynamoDbDeps> = {}, sortKey: SortKeyType = 'S') {
    this.db = new SimDynamoDb({
      nowMs: () => this.nowMs,
      ageMs: () => 0,
      onWrite: (write) => this.writes.push(write),
      ...more,
    });
    this.db.createTable(TABLE, sortKey);
  }

  put(Item: Attributes, more: Partial<PutItemCommandInput> = {}): void {
    this.db.execute(new PutItemCommand({ TableName: TABLE, Item, ...more }));
  }

  get(Key: Attributes, ConsistentRead = true): Attributes | undefined {
    const command = new GetItemCommand({ TableName: TABLE, Key, ConsistentRead });
    // What the command answers with, which the type of `execute` does not say; so below.
    return (this.db.execute(command) as GetItemCommandOutput).Item;
  }

  query(input: Partial<QueryCommandInput>): QueryCommandOutput {
    const command = new QueryCommand({ TableName: TABLE, ConsistentRead: true, ...input });
    return this.db.execute(command) as QueryCommandOutput;
  }
}

export function key(sk: string, pk = 'p'): { pk: { S: string }; sk: { S: string } } {
  return { pk: { S: pk }, sk: { S: sk } };
}
