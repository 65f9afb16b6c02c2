import type { Plan } from '../../src/engine/plan.ts';
import type { Progress } from '../../src/engine/progress.ts';
import { laneWatermark } from '../../src/engine/watermark.ts';
import { lastWindowEndAt } from '../../src/engine/window.ts';
import type { Lane } from '../../src/ports/lane.ts';
import type { KeeperPokes } from '../../src/ports/task-queue.ts';
import type { Log } from '../shared/log.ts';

/**
 * Wakes the keeper when a lane's watermark has passed the end of a window, so that windows fire within seconds rather than at the
 * next minute. Only a hint: the schedule does without it, so its failure is logged and costs nothing but time.
 */
export function makePokeKeeper(plan: Plan, pokes: KeeperPokes, log: Log) {
  const { watermark } = plan.pipeline;

  const newestWindowEnd = (progress: Progress): number => {
    const watermarkMs = laneWatermark(watermark, progress);
    if (watermarkMs === null) return -1;
    return Math.max(...plan.aggregations.map(({ aggregation }) => lastWindowEndAt(aggregation.window, watermarkMs)));
  };

  return async (lane: Lane, before: Progress, after: Progress): Promise<void> => {
    const end = newestWindowEnd(after);
    if (end <= newestWindowEnd(before)) return;
    try {
      await pokes.poke({ kind: 'crossed', id: `${lane.shardId}|${end}` });
    } catch (error) {
      log.warn('the keeper could not be poked; its schedule will do', { reason: String(error) });
    }
  };
}
