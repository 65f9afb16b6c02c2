import { streamPrefix } from '../../codecs/items/lane-id.ts';
import {
  decodeLaneProgress,
  decodeProgress,
  encodeProgress,
  PROGRESS_PARTITION_KEYS,
  progressKey,
  VERSION,
} from '../../codecs/items/progress-item.ts';
import { NO_PROGRESS } from '../../engine/progress.ts';
import type { LaneProgress, ProgressStore } from '../../ports/progress-store.ts';
import { beginningWith, type DynamoDbTable, getItem, putItem, queryPages } from './dynamodb-table.ts';

/** Lanes' progress, one item each, spread over several partition keys. */
export function makeDynamoDbProgressStore(table: DynamoDbTable): ProgressStore {
  return {
    async readProgress(lane) {
      const stored = await getItem(table, progressKey(lane));
      return stored ? decodeProgress(stored) : NO_PROGRESS;
    },

    async writeProgress(lane, next, expectedVersion) {
      const progress = { ...next, version: expectedVersion + 1 };
      const condition =
        expectedVersion === 0
          ? { text: 'attribute_not_exists(pk)' }
          : { text: '#v = :v', names: { '#v': VERSION }, values: { ':v': { N: String(expectedVersion) } } };
      const write = await putItem(table, progressKey(lane), encodeProgress(lane, progress), condition);
      if (write.isWritten) return { kind: 'written', progress };
      return { kind: 'conflict', stored: write.stored ? decodeProgress(write.stored) : NO_PROGRESS };
    },

    async listProgress(stream) {
      const slots = await Promise.all(
        PROGRESS_PARTITION_KEYS.map(async (pk) => {
          const found: LaneProgress[] = [];
          for await (const page of queryPages(table, beginningWith(pk, streamPrefix(stream)))) {
            found.push(...page.map(decodeLaneProgress));
          }
          return found;
        }),
      );
      return slots.flat();
    },
  };
}
