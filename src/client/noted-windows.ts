import { type DynamoDbTable, queryPages } from '../adapters/aws/dynamodb-table.ts';
import { windowIndexKey } from '../codecs/items/window-item.ts';
import { lastWindowKeyThrough, windowOfItem } from '../codecs/items/window-key.ts';
import type { Aggregation } from '../engine/aggregation.ts';
import { type EpochMs, MAX_EPOCH_MS } from '../engine/time.ts';
import type { WindowPartition } from '../ports/partial-store.ts';

/**
 * Window-partitions of which results have been written and whose state has not been collected, newest first, read consistently.
 *
 * @param range.afterMs only windows that end after it
 * @param range.throughMs only windows that end at or before it
 */
export async function* notedWindows(
  table: DynamoDbTable,
  { name, generation }: Pick<Aggregation, 'name' | 'generation'>,
  { afterMs = -1, throughMs = MAX_EPOCH_MS }: { readonly afterMs?: EpochMs; readonly throughMs?: EpochMs } = {},
): AsyncGenerator<WindowPartition> {
  // DynamoDB refuses a BETWEEN whose bounds are the wrong way round.
  if (afterMs >= throughMs) return;
  const values = {
    ':pk': { S: windowIndexKey(name, generation) },
    // Below all keys where nothing is left out.
    ':after': { S: afterMs < 0 ? ' ' : lastWindowKeyThrough(afterMs) },
    ':last': { S: lastWindowKeyThrough(throughMs) },
  };
  const condition = { text: 'pk = :pk AND sk BETWEEN :after AND :last', values, descending: true };
  for await (const page of queryPages(table, condition)) {
    for (const item of page) yield windowOfItem(name, generation, item);
  }
}
