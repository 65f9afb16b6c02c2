import {
  bucketOf,
  decodePartial,
  encodePartial,
  partialBytes,
  partialKey,
  partialPartitionKey,
  requireStorable,
} from '../../codecs/items/partial-item.ts';
import type { Partial } from '../../engine/apply.ts';
import type { Position } from '../../engine/position.ts';
import type { PartialStore } from '../../ports/partial-store.ts';
import { type DynamoDbTable, type Expression, getItem, putItem, queryPages } from './dynamodb-table.ts';

/** Partials, one item each; a window-partition's share a partition key and are sorted by bucket. */
export function makeDynamoDbPartialStore(table: DynamoDbTable): PartialStore {
  return {
    async readPartial(ref) {
      const stored = await getItem(table, partialKey(ref));
      return stored && decodePartial(stored);
    },

    async putPartial(ref, next, expectedApplied) {
      const key = partialKey(ref);
      const bytes = partialBytes(key, next);
      requireStorable(ref, bytes);
      const write = await putItem(table, key, encodePartial(key, next), appliedIs(expectedApplied));
      if (write.isWritten) return { kind: 'written', bytes };
      return { kind: 'conflict', stored: write.stored && decodePartial(write.stored) };
    },

    async *bucketsOf(window) {
      let bucket: number | undefined;
      let partials: Partial[] = [];
      const pk = partialPartitionKey(window);
      for await (const page of queryPages(table, { text: 'pk = :pk', values: { ':pk': { S: pk } } })) {
        for (const item of page) {
          const next = bucketOf(item);
          if (bucket !== undefined && next !== bucket) {
            yield { bucket, partials };
            partials = [];
          }
          bucket = next;
          partials.push(decodePartial(item));
        }
      }
      if (bucket !== undefined) yield { bucket, partials };
    },
  };
}

function appliedIs(expected: Position | undefined): Expression {
  if (expected === undefined) return { text: 'attribute_not_exists(pk)' };
  return { text: 'a = :a', values: { ':a': { S: expected } } };
}
