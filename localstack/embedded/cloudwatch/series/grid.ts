import { type DataPoint, together } from './data-point.ts';
import type { Series } from './series-store.ts';

/** Equal stretches of time, one after the other. */
export interface Grid {
  /** Epoch ms. */
  readonly startMs: number;
  readonly periodMs: number;
  readonly count: number;
}

/** What a series holds in each stretch of the grid; undefined where nothing was measured. */
export function pointsOn(grid: Grid, series: Series | undefined): (DataPoint | undefined)[] {
  const { startMs, periodMs, count } = grid;
  const groups = Array.from({ length: count }, (): DataPoint[] => []);
  const points = series?.points ?? [];
  for (let index = points.length - 1; index >= 0; index -= 1) {
    const point = points[index];
    if (point === undefined || point.startMs < startMs) break;
    groups[Math.floor((point.startMs - startMs) / periodMs)]?.push(point);
  }
  return groups.map((group, index) => {
    return group.length === 0 ? undefined : together(group, startMs + index * periodMs);
  });
}

/** When a stretch of the grid begins, epoch ms. */
export const timeAt = ({ startMs, periodMs }: Grid, index: number): number => startMs + index * periodMs;
