import {
  type AttributeValue,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { integerOf } from '../../codecs/items/attribute.ts';
import { encodeMeasures, keyOfResult, resultKeyAttributes } from '../../codecs/items/result-item.ts';
import { RetryableError } from '../../ports/errors.ts';
import type { ResultRef, ResultStore } from '../../ports/result-store.ts';
import { answerTo } from './aws-errors.ts';
import type { DynamoDbTable } from './dynamodb-table.ts';

type Key = Record<string, AttributeValue>;
type Counts = Map<string, { readonly generation: number; readonly n: number }>;

/** BatchGetItem takes no more (DynamoDB API reference). */
const KEYS_PER_CALL = 100;

/** Partials only grow, so `n` orders snapshots of one generation. */
const IS_LATER = 'attribute_not_exists(#g) OR #g < :g OR (#g = :g AND #n < :n)';

/** The results table: partition key `pk` (text) `<aggregation>#<key>`, sort key `sk` (number) window start in epoch ms. */
export function makeDynamoDbResultStore(table: DynamoDbTable): ResultStore {
  return {
    async writeResult(ref, result) {
      const command = new UpdateItemCommand({
        TableName: table.tableName,
        Key: resultKeyAttributes(ref),
        UpdateExpression: 'SET #g = :g, #n = :n, #m = :m ADD #r :one',
        ConditionExpression: IS_LATER,
        ExpressionAttributeNames: { '#g': 'generation', '#n': 'n', '#m': 'measures', '#r': 'revision' },
        ExpressionAttributeValues: {
          ':g': { N: String(ref.generation) },
          ':n': { N: String(result.n) },
          ':m': { M: encodeMeasures(result.measures) },
          ':one': { N: '1' },
        },
      });
      try {
        await answerTo('writing a result', table.client.send(command));
        return 'written';
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return 'stale';
        throw error;
      }
    },

    /**
     * Rows of one aggregation and window, so that keys tell them apart. Read eventually consistent, at half the price: a count that
     * is a moment old costs a refused write, never a wrong number.
     */
    async readCounts(refs) {
      const counts: Counts = new Map();
      const distinct = [...new Map(refs.map((ref) => [ref.key, ref])).values()];
      for (let from = 0; from < distinct.length; from += KEYS_PER_CALL) {
        await readSome(table, distinct.slice(from, from + KEYS_PER_CALL), counts);
      }
      return counts;
    },
  };
}

async function readSome(
  { client, tableName }: DynamoDbTable,
  refs: readonly ResultRef[],
  counts: Counts,
): Promise<void> {
  let keys: Key[] = refs.map(resultKeyAttributes);
  while (keys.length > 0) {
    const command = new BatchGetItemCommand({
      RequestItems: {
        [tableName]: {
          Keys: keys,
          ProjectionExpression: 'pk, #g, #n',
          ExpressionAttributeNames: { '#g': 'generation', '#n': 'n' },
        },
      },
    });
    const { Responses, UnprocessedKeys } = await answerTo('reading results', client.send(command));
    for (const row of Responses?.[tableName] ?? []) {
      counts.set(keyOfResult(row), { generation: integerOf(row, 'generation'), n: integerOf(row, 'n') });
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
