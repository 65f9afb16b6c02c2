import { itemBytes } from '../../codecs/items/item-size.ts';
import { laneKey, streamPrefix } from '../../codecs/items/lane-id.ts';
import { encodeProgress } from '../../codecs/items/progress-item.ts';
import { NO_PROGRESS } from '../../engine/progress.ts';
import type { LaneProgress, ProgressStore } from '../../ports/progress-store.ts';
import { MeteredTable, type WriteUnits } from './metered-table.ts';
import type { Operations } from './operations.ts';

export function makeMemoryProgressStore({ run }: Operations, units: WriteUnits): ProgressStore {
  const table = new MeteredTable<LaneProgress>('progress', units);

  return {
    readProgress: (lane) =>
      run('readProgress', () => structuredClone(table.get(laneKey(lane))?.progress ?? NO_PROGRESS)),

    writeProgress: (lane, next, expectedVersion) => {
      const value = structuredClone({ lane, progress: { ...next, version: expectedVersion + 1 } });
      const bytes = itemBytes(encodeProgress(lane, value.progress));
      return run('writeProgress', () => {
        const key = laneKey(lane);
        const stored = table.get(key)?.progress ?? NO_PROGRESS;
        if (stored.version !== expectedVersion) {
          table.refuse(key, bytes);
          return { kind: 'conflict', stored: structuredClone(stored) };
        }
        table.put(key, value, bytes);
        return { kind: 'written', progress: structuredClone(value.progress) };
      });
    },

    listProgress: (stream) =>
      run('listProgress', () => {
        const prefix = streamPrefix(stream);
        const found: LaneProgress[] = [];
        for (const key of table.keys()) {
          const value = key.startsWith(prefix) ? table.get(key) : undefined;
          if (value) found.push(structuredClone(value));
        }
        return found;
      }),
  };
}
