import type { Pipeline } from '../../src/engine/pipeline.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { StateStore } from '../../src/ports/state-store.ts';
import type { StreamReader } from '../../src/ports/stream-reader.ts';
import type { TaskQueue } from '../../src/ports/task-queue.ts';
import type { Telemetry } from '../../src/ports/telemetry.ts';
import type { Log } from '../shared/log.ts';
import { makeWritePool } from '../shared/write-pool.ts';
import { makeAnnounceWindows } from './announce-windows.ts';
import { makeExpireWindows } from './expire-windows.ts';
import { makeObserveLanes } from './observe-lanes.ts';
import { makeReportRun } from './report-run.ts';
import { makeStampCollected } from './stamp-collected.ts';
import { makeWatermarkKeeper } from './watermark-keeper.ts';

/** Everything outside the function that it talks to. */
export interface WatermarkKeeperPorts {
  readonly state: StateStore;
  readonly stream: StreamReader;
  readonly tasks: TaskQueue;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly telemetry: Telemetry;
  readonly log: Log;
}

export interface WatermarkKeeperOptions {
  /** How long after it fired a window takes events. */
  readonly acceptanceMs: number;
  /** How long the stream keeps a record. */
  readonly retentionMs: number;
}

/** A shard takes five reads a second from all its readers together; a few shards at once is enough for a keeper. */
const MAX_SHARDS_AT_ONCE = 8;

/** One instance of the watermark keeper, put together over the given ports. */
export function composeWatermarkKeeper(
  { watermark: policy, aggregations }: Pipeline,
  { state, stream, tasks, clock, random, telemetry, log }: WatermarkKeeperPorts,
  { acceptanceMs, retentionMs }: WatermarkKeeperOptions,
) {
  const pool = makeWritePool({ clock, random, maxInFlight: MAX_SHARDS_AT_ONCE });
  return makeWatermarkKeeper({
    policy,
    store: state,
    observeLanes: makeObserveLanes({ policy, store: state, stream, pool }),
    announce: makeAnnounceWindows({ aggregations, store: state, tasks }),
    expire: makeExpireWindows({
      aggregations,
      acceptanceMs,
      retentionMs,
      store: state,
      stampCollected: makeStampCollected({ store: state, pool: makeWritePool({ clock, random }), clock }),
      clock,
    }),
    report: makeReportRun({ aggregations, store: state, telemetry }),
    clock,
    log,
  });
}
