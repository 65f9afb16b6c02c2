import type { BucketContributions } from '../../src/engine/contribute.ts';
import { windowEndOf } from '../../src/engine/window.ts';
import type { WindowPartition } from '../../src/ports/partial-store.ts';

/** The distinct window-partitions that these contributions concern. */
export function windowsOf(buckets: readonly BucketContributions[]): WindowPartition[] {
  const windows = new Map<string, WindowPartition>();
  for (const bucket of buckets) {
    const window = windowPartitionOf(bucket);
    windows.set(windowId(window), window);
  }
  return [...windows.values()];
}

/** The window-partition that a bucket of contributions belongs to. */
export function windowPartitionOf({ plan, windowStartMs, slot }: BucketContributions): WindowPartition {
  const { aggregation, layout } = plan;
  return {
    aggregation: aggregation.name,
    generation: aggregation.generation,
    windowStartMs,
    windowEndMs: windowEndOf(aggregation.window, windowStartMs),
    partition: Math.floor(slot / layout.buckets),
  };
}

/** Text that names one window-partition among all of a table. */
export function windowId(window: WindowPartition): string {
  return `${window.aggregation}|${window.generation}|${window.windowStartMs}|${window.partition}`;
}
