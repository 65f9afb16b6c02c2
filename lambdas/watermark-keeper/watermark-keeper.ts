import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { type Poke, parsePoke } from '../../src/codecs/task-message.ts';
import type { WatermarkPolicy } from '../../src/engine/pipeline.ts';
import type { EpochMs } from '../../src/engine/time.ts';
import { advanceWatermark, type GlobalWatermark } from '../../src/engine/watermark.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { ControlStore } from '../../src/ports/control-store.ts';
import { RetryableError } from '../../src/ports/errors.ts';
import { type InvocationTime, makeDeadline } from '../shared/deadline.ts';
import type { Log } from '../shared/log.ts';
import type { Announced } from './announce-windows.ts';
import type { Expired, Seen } from './expire-windows.ts';
import type { ObservedLane } from './observe-lanes.ts';
import type { ReportRun } from './report-run.ts';

export interface WatermarkKeeperDeps {
  readonly policy: WatermarkPolicy;
  readonly store: ControlStore;
  readonly observeLanes: (nowMs: EpochMs, lookAtAll: boolean) => Promise<readonly ObservedLane[]>;
  readonly announce: (watermarkMs: EpochMs, nowMs: EpochMs, sendAll: boolean) => Promise<Announced>;
  readonly expire: (seen: Seen, isTimeUp: () => boolean) => Promise<Expired>;
  readonly report: ReportRun;
  readonly clock: Clock;
  readonly log: Log;
}

/** While one keeper runs no other does, so pokes wait for it: whatever is not urgent goes on with the next run after so long. */
const EXPIRY_TAKES_AT_MOST_MS = 2_000;
const NOTHING_ANNOUNCED: Announced = { raised: 0, tasksSent: 0, fired: new Map() };

/**
 * Moves the global watermark and announces windows that it has passed. Runs every minute, when a lane crosses a window's end, and
 * on a drain; however many pokes an invocation brings, it runs once.
 */
export function makeWatermarkKeeper(deps: WatermarkKeeperDeps) {
  const { policy, store, observeLanes, announce, expire, report, clock, log } = deps;

  /** Whatever fails here leaves state in the table a little longer; it must not keep windows from firing. */
  const expireQuietly = async (seen: Seen, isNear: () => boolean): Promise<Partial<Expired>> => {
    const untilMs = clock.nowMs() + EXPIRY_TAKES_AT_MOST_MS;
    try {
      return await expire(seen, () => isNear() || clock.nowMs() >= untilMs);
    } catch (error) {
      if (error instanceof RetryableError)
        log.warn('letting windows expire goes on with the next run', { reason: error.message });
      else log.error('letting windows expire failed; the next run tries again', error);
      return {};
    }
  };

  const run = async (kinds: readonly Poke['kind'][], isNear: () => boolean): Promise<void> => {
    const nowMs = clock.nowMs();
    const { version, watermark: before } = await store.readWatermark();
    const floorPending = before.drainFloorMs !== null && (before.watermarkMs ?? -1) < before.drainFloorMs;
    const lanes = await observeLanes(nowMs, floorPending);
    const after = advanceWatermark(policy, before, lanes, nowMs);
    if (!isSame(before, after) && (await store.writeWatermark(after, version)) === 'conflict') {
      throw new RetryableError('another keeper moved the watermark at the same time');
    }
    const { watermarkMs } = after;
    report.ofLanes(nowMs, watermarkMs, lanes);
    const { fired, ...announced } =
      watermarkMs === null ? NOTHING_ANNOUNCED : await announce(watermarkMs, nowMs, kinds.includes('drain'));
    const expired = watermarkMs === null ? {} : await expireQuietly({ watermarkMs, lanes }, isNear);
    log.info('kept', { watermarkMs, ...laneCounts(lanes), ...announced, ...expired });
    await report.ofWindows(fired, lanes, kinds.includes('tick') && !isNear());
  };

  return async (event: SQSEvent, time: InvocationTime): Promise<SQSBatchResponse> => {
    const { isNear } = makeDeadline(time);
    try {
      const kinds = event.Records.map((record) => parsePoke(record.body).kind);
      await run(kinds, isNear);
    } catch (error) {
      if (!(error instanceof RetryableError)) throw error;
      // Failing the pokes would hold up those behind them for the queue's visibility timeout; the next tick is sooner.
      log.warn('transient failure; the next poke or tick runs the keeper again', { reason: error.message });
    }
    return { batchItemFailures: [] };
  };
}

function isSame(a: GlobalWatermark, b: GlobalWatermark): boolean {
  return (
    a.watermarkMs === b.watermarkMs &&
    a.emptySince?.atMs === b.emptySince?.atMs &&
    a.emptySince?.watermarkMs === b.emptySince?.watermarkMs
  );
}

function laneCounts(lanes: readonly ObservedLane[]): Record<string, number> {
  const counts: Record<string, number> = { active: 0, behind: 0, idle: 0, drained: 0 };
  for (const { state } of lanes) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}
