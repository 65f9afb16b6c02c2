import type { Partial } from '../../src/engine/apply.ts';
import type { PartialRef } from '../../src/ports/partial-store.ts';
import { windowId } from '../shared/windows-of.ts';
import type { BatchMeter } from './batch-meter.ts';

/**
 * What a warm instance remembers of its own last writes. Only ever a hint: the conditional write notices when it is wrong.
 */
export interface PartialCache {
  get(ref: PartialRef): Partial | undefined;
  set(ref: PartialRef, partial: Partial): void;
  delete(ref: PartialRef): void;
}

/** Holds about `maxKeys` group keys in all, forgetting what was used longest ago. */
export function makePartialCache(maxKeys = 200_000): PartialCache {
  const entries = new Map<string, Partial>();
  let keys = 0;

  const drop = (id: string): void => {
    keys -= entries.get(id)?.keys.size ?? 0;
    entries.delete(id);
  };

  return {
    get(ref) {
      const id = idOf(ref);
      const partial = entries.get(id);
      if (partial) {
        entries.delete(id);
        entries.set(id, partial);
      }
      return partial;
    },
    set(ref, partial) {
      const id = idOf(ref);
      drop(id);
      entries.set(id, partial);
      keys += partial.keys.size;
      for (const oldest of entries.keys()) {
        if (keys <= maxKeys || oldest === id) break;
        drop(oldest);
      }
    },
    delete(ref) {
      drop(idOf(ref));
    },
  };
}

/** The cache, with what it held counted. */
export function meterCache(cache: PartialCache, meter: Pick<BatchMeter, 'add'>): PartialCache {
  return {
    get(ref) {
      const partial = cache.get(ref);
      if (partial) meter.add('CacheHits');
      return partial;
    },
    set: cache.set,
    delete: cache.delete,
  };
}

function idOf(ref: PartialRef): string {
  return `${windowId(ref)}|${ref.bucket}|${ref.lane.streamCreatedMs}|${ref.lane.streamName}|${ref.lane.shardId}`;
}
