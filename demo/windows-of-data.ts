import type { Pipeline, PipelineProgress } from '../src/client/index.ts';

/** The windows that the data falls into, by aggregation. */
export interface WindowsOfData {
  /** Starts of those that have fired, oldest first. */
  fired(aggregation: string, progress: PipelineProgress): readonly number[];
  /** Number of those that have fired, over all aggregations. */
  countFired(progress: PipelineProgress): number;
}

export function windowsOfData(pipeline: Pipeline, eventTimesMs: readonly number[]): WindowsOfData {
  const windows = new Map(
    pipeline.aggregations.map(({ name, window: { sizeMs, offsetMs } }) => {
      const starts = new Set(
        eventTimesMs.map((timeMs) => Math.floor((timeMs - offsetMs) / sizeMs) * sizeMs + offsetMs),
      );
      return [name, { sizeMs, starts: [...starts].sort((a, b) => a - b) }] as const;
    }),
  );

  const fired: WindowsOfData['fired'] = (aggregation, { aggregations }) => {
    const found = windows.get(aggregation);
    const throughMs = aggregations.find(({ name }) => name === aggregation)?.firedThroughMs ?? null;
    if (!found || throughMs === null) return [];
    return found.starts.filter((startMs) => startMs + found.sizeMs <= throughMs);
  };

  return {
    fired,
    countFired: (progress) => [...windows.keys()].reduce((sum, name) => sum + fired(name, progress).length, 0),
  };
}
