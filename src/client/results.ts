import { type AttributeValue, type DynamoDBClient, paginateQuery, paginateScan } from '@aws-sdk/client-dynamodb';
import { decodeResult, resultPartitionKey } from '../codecs/items/result-item.ts';
import type { ResultValue } from '../engine/accumulators/accumulator.ts';
import type { AggregationPlan } from '../engine/plan.ts';
import { windowEndOf } from '../engine/window.ts';
import type { ResultRow, RowRange } from './rows.ts';

export interface ResultsDeps {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}

/**
 * Stored results, read consistently. With a key: one query, oldest window first. Without one: a scan of the whole results table, in
 * no order, which reads (and on AWS pays for) every row of every aggregation of the pipeline.
 */
export async function* readResults(
  { client, tableName }: ResultsDeps,
  plan: AggregationPlan,
  range: RowRange = {},
): AsyncGenerator<ResultRow> {
  const { key, fromMs = Number.MIN_SAFE_INTEGER, toMs = Number.MAX_SAFE_INTEGER } = range;
  // DynamoDB refuses a BETWEEN whose bounds are the wrong way round.
  if (fromMs >= toMs) return;
  const input = {
    TableName: tableName,
    ConsistentRead: true,
    ExpressionAttributeValues: {
      ':pk': { S: resultPartitionKey(plan.aggregation.name, key ?? '') },
      ':from': { N: String(fromMs) },
      ':last': { N: String(toMs - 1) },
    },
  };
  const pages =
    key === undefined
      ? paginateScan({ client }, { ...input, FilterExpression: 'begins_with(pk, :pk) AND sk BETWEEN :from AND :last' })
      : paginateQuery({ client }, { ...input, KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :last' });
  for await (const { Items } of pages) {
    for (const item of Items ?? []) yield toRow(plan, item);
  }
}

/** A row as readers have it. */
export function toRow(plan: AggregationPlan, item: Record<string, AttributeValue>): ResultRow {
  const { aggregation } = plan;
  const { key, windowStartMs, generation, n, revision, measures } = decodeResult(item);
  return {
    aggregation: aggregation.name,
    key,
    windowStartMs,
    windowEndMs: windowEndOf(aggregation.window, windowStartMs),
    n,
    measures: asDeclared(plan, measures),
    generation,
    revision,
  };
}

/** Whole numbers beyond 2^53 read as `bigint`. Of all measures only sums are exact there; the others were floating-point numbers. */
function asDeclared(
  { aggregation }: AggregationPlan,
  measures: Readonly<Record<string, ResultValue>>,
): Record<string, ResultValue> {
  const declared = Object.entries(measures).map(([name, value]) => {
    const isFloat = typeof value === 'bigint' && aggregation.measures[name]?.kind !== 'sum';
    return [name, isFloat ? Number(value) : value];
  });
  return Object.fromEntries(declared);
}
