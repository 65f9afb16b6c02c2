import { textOf } from '../../codecs/items/attribute.ts';
import { ttlSecondsOf } from '../../codecs/items/claim-item.ts';
import { partialPartitionKey } from '../../codecs/items/partial-item.ts';
import { encodeWindow, windowIndexKey, windowKey } from '../../codecs/items/window-item.ts';
import { lastWindowKeyThrough, windowOfItem } from '../../codecs/items/window-key.ts';
import type { WindowIndex } from '../../ports/window-index.ts';
import { type DynamoDbTable, deleteItemAnyway, putItemAnyway, queryPages, updateItem } from './dynamodb-table.ts';

/** The attribute by which DynamoDB drops items; a reserved word of expressions. */
const TTL = { '#ttl': 'ttl' };

/** Window-partitions that have state, one item each, and the stamps of their partials. */
export function makeDynamoDbWindowIndex(table: DynamoDbTable): WindowIndex {
  return {
    noteWindow: (window) => putItemAnyway(table, encodeWindow(window)),

    async *windowsThrough(aggregation, generation, endMs) {
      const values = {
        ':pk': { S: windowIndexKey(aggregation, generation) },
        ':last': { S: lastWindowKeyThrough(endMs) },
      };
      for await (const page of queryPages(table, { text: 'pk = :pk AND sk <= :last', values })) {
        for (const item of page) yield windowOfItem(aggregation, generation, item);
      }
    },

    async *unstampedPartials(window) {
      const values = { ':pk': { S: partialPartitionKey(window) } };
      // What is left out is read and charged all the same, but not sent: a window's keys alone are a small part of it.
      const keysOfUnstamped = { filter: 'attribute_not_exists(#ttl)', projection: 'sk', names: TTL };
      for await (const page of queryPages(table, { text: 'pk = :pk', values, ...keysOfUnstamped })) {
        yield page.map((item) => ({ window, sortKey: textOf(item, 'sk') }));
      }
    },

    async stampPartial({ window, sortKey }, expiresAtMs) {
      const key = { pk: partialPartitionKey(window), sk: sortKey };
      const values = { ':ttl': { N: String(ttlSecondsOf(expiresAtMs)) } };
      // An update of what is gone would make a partial without contents.
      await updateItem(table, key, { text: 'SET #ttl = :ttl', names: TTL, values }, 'attribute_exists(pk)');
    },

    forgetWindow: (window) => deleteItemAnyway(table, windowKey(window)),
  };
}
