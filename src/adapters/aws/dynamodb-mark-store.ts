import { decodeMark, encodeMark, markKey, markPartitionKey, nonceOf } from '../../codecs/items/mark-item.ts';
import { lastWindowKeyThrough } from '../../codecs/items/window-key.ts';
import type { MarkStore } from '../../ports/mark-store.ts';
import { type DynamoDbTable, deleteItem, getItem, putItem, putItemAnyway, queryPages } from './dynamodb-table.ts';

/** Marks, one item each; those of a generation share a partition key and are sorted by window end. */
export function makeDynamoDbMarkStore(table: DynamoDbTable): MarkStore {
  return {
    async ensureMark(mark) {
      await putItem(table, markKey(mark.window), encodeMark(mark), { text: 'attribute_not_exists(pk)' });
    },

    renewMark: (mark) => putItemAnyway(table, encodeMark(mark)),

    async readMark(window) {
      const stored = await getItem(table, markKey(window));
      return stored && nonceOf(stored);
    },

    async clearMark({ window, nonce }) {
      const condition = { text: 'nonce = :nonce', values: { ':nonce': { S: nonce } } };
      const write = await deleteItem(table, markKey(window), condition);
      // A mark that is gone has been cleared: by an attempt whose answer was lost, or by another reader of the same nonce.
      return write.isWritten || write.stored === undefined ? 'cleared' : 'renewed';
    },

    async *marksThrough(aggregation, generation, throughMs) {
      const values = {
        ':pk': { S: markPartitionKey(aggregation, generation) },
        ':last': { S: lastWindowKeyThrough(throughMs) },
      };
      for await (const page of queryPages(table, { text: 'pk = :pk AND sk <= :last', values })) {
        for (const item of page) yield decodeMark(aggregation, generation, item);
      }
    },
  };
}
