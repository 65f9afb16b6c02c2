import {
  type AttributeValue,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { decodeResult, encodeMeasures, resultKeyAttributes } from '../../codecs/items/result-item.ts';
import { RetryableError } from '../../ports/errors.ts';
import type { ResultRef, ResultStore, StoredResult } from '../../ports/result-store.ts';
import { answerTo } from './aws-errors.ts';
import type { DynamoDbTable } from './dynamodb-table.ts';

type Key = Record<string, AttributeValue>;
type Rows = Map<string, StoredResult>;

/** BatchGetItem takes no more (DynamoDB API reference). */
const KEYS_PER_CALL = 100;

/** Partials only grow, so `n` orders snapshots of one generation. */
const IS_LATER = 'attribute_not_exists(#g) OR #g < :g OR (#g = :g AND #n < :n)';

/** The results table: partition key `pk` (text) `<aggregation>#<key>`, sort key `sk` (number) window start in epoch ms. */
export function makeDynamoDbResultStore(table: DynamoDbTable): ResultStore {
  return {
    async writeResult(ref, result) {
      const key = resultKeyAttributes(ref);
      const command = new UpdateItemCommand({
        TableName: table.tableName,
        Key: key,
        UpdateExpression: 'SET #g = :g, #n = :n, #m = :m ADD #r :one',
        ConditionExpression: IS_LATER,
        ExpressionAttributeNames: { '#g': 'generation', '#n': 'n', '#m': 'measures', '#r': 'revision' },
        ExpressionAttributeValues: {
          ':g': { N: String(ref.generation) },
          ':n': { N: String(result.n) },
          ':m': { M: encodeMeasures(result.measures) },
          ':one': { N: '1' },
        },
        // Either way the row comes along, at no cost (DynamoDB API reference, UpdateItem).
        ReturnValues: 'UPDATED_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      try {
        const { Attributes } = await answerTo('writing a result', table.client.send(command));
        return { outcome: 'written', stored: decodeResult({ ...key, ...Attributes }) };
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        // No item comes along from services that do not know how.
        return { outcome: 'stale', stored: error.Item ? decodeResult(error.Item) : await readStanding(table, ref) };
      }
    },

    /**
     * Keys tell the rows apart, for they are of one aggregation and window. Whole rows, since a part of one is charged as all of it.
     *
     * Read eventually consistent, at half the price, which is safe: rows only grow, so one that reads older than it is counts as grown,
     * and its write is refused and answers with the row that stands. One that reads as large as the merge, or larger, was written by
     * somebody who had read as much; whoever wrote more has a mark of his own to answer for.
     */
    async readRows(refs) {
      const rows: Rows = new Map();
      const distinct = [...new Map(refs.map((ref) => [ref.key, ref])).values()];
      for (let from = 0; from < distinct.length; from += KEYS_PER_CALL) {
        await readSome(table, distinct.slice(from, from + KEYS_PER_CALL), rows);
      }
      return rows;
    },
  };
}

async function readStanding(table: DynamoDbTable, ref: ResultRef): Promise<StoredResult> {
  const rows: Rows = new Map();
  await readSome(table, [ref], rows, { isConsistent: true });
  const row = rows.get(ref.key);
  if (!row) throw new RetryableError('a result was refused by a row that is gone');
  return row;
}

async function readSome(
  { client, tableName }: DynamoDbTable,
  refs: readonly ResultRef[],
  rows: Rows,
  { isConsistent = false } = {},
): Promise<void> {
  let keys: Key[] = refs.map(resultKeyAttributes);
  while (keys.length > 0) {
    const command = new BatchGetItemCommand({
      RequestItems: { [tableName]: { Keys: keys, ConsistentRead: isConsistent } },
    });
    const { Responses, UnprocessedKeys } = await answerTo('reading results', client.send(command));
    for (const item of Responses?.[tableName] ?? []) {
      const row = decodeResult(item);
      rows.set(row.key, row);
    }
    const left = UnprocessedKeys?.[tableName]?.Keys ?? [];
    // A part left over is asked for again; nothing at all means: back off, which is the caller's to do.
    if (left.length >= keys.length) {
      throw new RetryableError(`reading results was throttled: none of ${left.length} rows came back`, {
        throttled: true,
      });
    }
    keys = left;
  }
}
