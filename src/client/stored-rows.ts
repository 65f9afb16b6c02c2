import { type AttributeValue, BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import { answerTo } from '../adapters/aws/aws-errors.ts';
import { resultKeyAttributes } from '../codecs/items/result-item.ts';
import type { AggregationPlan } from '../engine/plan.ts';
import type { EpochMs } from '../engine/time.ts';
import { RetryableError } from '../ports/errors.ts';
import { type ResultsDeps, toRow } from './results.ts';
import type { ResultRow } from './rows.ts';

/** BatchGetItem takes no more (DynamoDB API reference). */
const KEYS_PER_CALL = 100;
/** A page ends early at 16 MB or where the table is throttled; of the rest somebody asks again. */
const MOST_CALLS = 20;

/** Stored rows of one window by their keys, read consistently; in no order, and those that are there only. */
export async function storedRows(
  deps: ResultsDeps,
  plan: AggregationPlan,
  windowStartMs: EpochMs,
  keys: readonly string[],
): Promise<readonly ResultRow[]> {
  const rows: ResultRow[] = [];
  for (let from = 0; from < keys.length; from += KEYS_PER_CALL) {
    rows.push(...(await readSome(deps, plan, windowStartMs, keys.slice(from, from + KEYS_PER_CALL))));
  }
  return rows;
}

async function readSome(
  { client, tableName }: ResultsDeps,
  plan: AggregationPlan,
  windowStartMs: EpochMs,
  groupKeys: readonly string[],
): Promise<readonly ResultRow[]> {
  const { name: aggregation, generation } = plan.aggregation;
  const rows: ResultRow[] = [];
  let keys: Record<string, AttributeValue>[] = groupKeys.map((key) =>
    resultKeyAttributes({ aggregation, generation, key, windowStartMs }),
  );
  for (let call = 0; call < MOST_CALLS; call += 1) {
    const command = new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys: keys, ConsistentRead: true } } });
    const { Responses, UnprocessedKeys } = await answerTo('reading results', client.send(command));
    for (const item of Responses?.[tableName] ?? []) rows.push(toRow(plan, item));
    keys = UnprocessedKeys?.[tableName]?.Keys ?? [];
    if (keys.length === 0) return rows;
  }
  throw new RetryableError('reading results was throttled', { throttled: true });
}
