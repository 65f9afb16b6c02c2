import type { Aggregation } from './aggregation.ts';
import { hash32 } from './hash.ts';

/** Where an aggregation's keys are stored. Immutable within a generation: changing it would split a key's state. */
export interface Layout {
  /** Hash slots that spread one window over partition keys; also the unit of a materialization. */
  readonly partitions: number;
  /** Hash slots within a partition; the keys of one share an item. */
  readonly buckets: number;
  /** How an item's state is written. */
  readonly codec: 'slots-1';
}

/** A DynamoDB write unit covers 1 KB; what a partial's own keys and attribute names take of it (measured, docs/cost.md). */
const WRITE_UNIT_BYTES = 1_024;
const ITEM_OVERHEAD_BYTES = 200;
/** A typical group key, with its map entry and the contribution count. */
const KEY_BYTES = 20;
/** Hashing fills buckets unevenly: aim below the brim, so that few items take a second unit. */
const FILL = 0.75;

/** The layout that the definition's hints ask for: about as many keys an item as one write unit covers. */
export function layoutOf(aggregation: Aggregation): Layout {
  let bytesPerKey = KEY_BYTES;
  for (const [name, measure] of Object.entries(aggregation.measures))
    bytesPerKey += measure.accumulator(name).storedBytes;
  const keysPerItem = Math.max(1, Math.floor(((WRITE_UNIT_BYTES - ITEM_OVERHEAD_BYTES) * FILL) / bytesPerKey));
  const keysPerPartition = aggregation.keysPerLane / aggregation.partitions;
  return {
    partitions: aggregation.partitions,
    buckets: Math.max(1, Math.ceil(keysPerPartition / keysPerItem)),
    codec: 'slots-1',
  };
}

/** The slot of a key: `partition * buckets + bucket`. */
export function slotOf(layout: Layout, key: string): number {
  const slots = layout.partitions * layout.buckets;
  return slots === 1 ? 0 : hash32(key) % slots;
}
