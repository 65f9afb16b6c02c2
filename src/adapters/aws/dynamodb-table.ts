import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  type Attribute,
  type Item,
  type ItemKey,
  keyAttributes,
  type StoredItem,
} from '../../codecs/items/attribute.ts';
import { answerTo } from './aws-errors.ts';

/** A table of items with a partition key `pk` and a sort key `sk`, both text. */
export interface DynamoDbTable {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}

/** An expression, with the names and values that it uses. */
export interface Expression {
  readonly text: string;
  readonly names?: Record<string, string>;
  readonly values?: Record<string, Attribute>;
}

/** How a conditional write came out; where it was refused, with what is stored instead. */
export type ConditionalWrite =
  | { readonly isWritten: true }
  | { readonly isWritten: false; readonly stored: StoredItem | undefined };

const WRITTEN: ConditionalWrite = { isWritten: true };

/** The item, read consistently. */
export async function getItem({ client, tableName }: DynamoDbTable, key: ItemKey): Promise<StoredItem | undefined> {
  const command = new GetItemCommand({ TableName: tableName, Key: keyAttributes(key), ConsistentRead: true });
  return (await answerTo('reading an item', client.send(command))).Item;
}

export function putItem(
  table: DynamoDbTable,
  key: ItemKey,
  item: Item,
  condition: Expression,
): Promise<ConditionalWrite> {
  const command = new PutItemCommand({ TableName: table.tableName, Item: item, ...conditionOf(condition) });
  return conditional(table, key, answerTo('writing an item', table.client.send(command)));
}

export async function putItemAnyway({ client, tableName }: DynamoDbTable, item: Item): Promise<void> {
  await answerTo('writing an item', client.send(new PutItemCommand({ TableName: tableName, Item: item })));
}

export function updateItem(
  table: DynamoDbTable,
  key: ItemKey,
  update: Expression,
  condition: string,
): Promise<ConditionalWrite> {
  const command = new UpdateItemCommand({
    TableName: table.tableName,
    Key: keyAttributes(key),
    UpdateExpression: update.text,
    ...conditionOf({ ...update, text: condition }),
  });
  return conditional(table, key, answerTo('updating an item', table.client.send(command)));
}

export function deleteItem(table: DynamoDbTable, key: ItemKey, condition: Expression): Promise<ConditionalWrite> {
  const command = new DeleteItemCommand({
    TableName: table.tableName,
    Key: keyAttributes(key),
    ...conditionOf(condition),
  });
  return conditional(table, key, answerTo('deleting an item', table.client.send(command)));
}

export async function deleteItemAnyway({ client, tableName }: DynamoDbTable, key: ItemKey): Promise<void> {
  const command = new DeleteItemCommand({ TableName: tableName, Key: keyAttributes(key) });
  await answerTo('deleting an item', client.send(command));
}

/** A key condition, from which end of the sort keys it is followed, and what is given of the items found. */
export interface KeyCondition extends Expression {
  readonly descending?: boolean;
  /** Which of the items found are given; left out: all. */
  readonly filter?: string;
  /** Which attributes of them are given; left out: all. */
  readonly projection?: string;
}

/** All items that a key condition finds, in order of `sk`, page by page (1 MB each), every page read consistently. */
export async function* queryPages(
  { client, tableName }: DynamoDbTable,
  keyCondition: KeyCondition,
): AsyncGenerator<readonly StoredItem[]> {
  let start: StoredItem | undefined;
  do {
    const command: QueryCommand = new QueryCommand({
      TableName: tableName,
      ConsistentRead: true,
      KeyConditionExpression: keyCondition.text,
      ExpressionAttributeValues: keyCondition.values,
      ...(keyCondition.names && { ExpressionAttributeNames: keyCondition.names }),
      ...(keyCondition.filter && { FilterExpression: keyCondition.filter }),
      ...(keyCondition.projection && { ProjectionExpression: keyCondition.projection }),
      ...(keyCondition.descending && { ScanIndexForward: false }),
      ...(start && { ExclusiveStartKey: keyAttributes({ pk: start.pk?.S ?? '', sk: start.sk?.S ?? '' }) }),
    });
    const page = await answerTo('a query', client.send(command));
    if (page.Items && page.Items.length > 0) yield page.Items;
    start = page.LastEvaluatedKey;
  } while (start);
}

/** Items whose sort key begins with `prefix`. */
export function beginningWith(pk: string, prefix: string): Expression {
  return {
    text: 'pk = :pk AND begins_with(sk, :prefix)',
    values: { ':pk': { S: pk }, ':prefix': { S: prefix } },
  };
}

function conditionOf({ text, names, values }: Expression) {
  return {
    ConditionExpression: text,
    // The refused write brings what is stored along, at no cost (DynamoDB API reference, PutItem).
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    ...(names && { ExpressionAttributeNames: names }),
    ...(values && { ExpressionAttributeValues: values }),
  };
}

async function conditional(table: DynamoDbTable, key: ItemKey, write: Promise<unknown>): Promise<ConditionalWrite> {
  try {
    await write;
    return WRITTEN;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    // No item comes along where there is none, and from services that do not know how.
    return { isWritten: false, stored: error.Item ?? (await getItem(table, key)) };
  }
}
