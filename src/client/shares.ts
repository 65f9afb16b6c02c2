import { beginningWith, type DynamoDbTable, queryPages } from '../adapters/aws/dynamodb-table.ts';
import { optionalIntegerOf } from '../codecs/items/attribute.ts';
import {
  bucketPrefix,
  decodePartial,
  type PartialSource,
  partialPartitionKey,
  sourceOf,
} from '../codecs/items/partial-item.ts';
import type { Partial } from '../engine/apply.ts';
import type { EpochMs } from '../engine/time.ts';
import type { WindowPartition } from '../ports/partial-store.ts';

/** What one lane, or one redriven event, has brought to a bucket of a window-partition. */
export interface Share extends PartialSource {
  readonly partial: Partial;
  /** From when on the table may drop it; null: it stays. */
  readonly expiresAtMs: EpochMs | null;
}

/** All shares of a bucket, read consistently. */
export async function* readShares(
  table: DynamoDbTable,
  window: WindowPartition,
  bucket: number,
): AsyncGenerator<Share> {
  for await (const page of queryPages(table, beginningWith(partialPartitionKey(window), bucketPrefix(bucket)))) {
    for (const item of page) {
      const ttlSeconds = optionalIntegerOf(item, 'ttl');
      const expiresAtMs = ttlSeconds === undefined ? null : ttlSeconds * 1_000;
      yield { ...sourceOf(item), partial: decodePartial(item), expiresAtMs };
    }
  }
}
