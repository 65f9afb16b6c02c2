import type { Clock } from '../../lambda/clock.ts';
import { backOffMs } from '../back-off.ts';
import type { KinesisPace } from './mapping-config.ts';
import { type BatchRecord, MAX_BATCH_BYTES } from './record-event.ts';
import type { ShardCursor } from './shard-cursor.ts';
import type { StreamRecord } from './stream-reader.ts';

export interface GatherLimits {
  readonly batchSize: number;
  readonly windowMs: number;
}

/** Cuts a shard into batches. */
export interface Gatherer {
  /**
   * The next batch: full by count or bytes, or what came within the window from its first record; empty once the shard has
   * ended or `signal` is aborted. A record too large for any event comes alone.
   */
  next(limits: GatherLimits): Promise<BatchRecord[]>;
  /** Drops what was read ahead; the cursor was moved. */
  reset(): void;
}

export function makeGatherer(options: {
  readonly cursor: ShardCursor;
  readonly render: (record: StreamRecord) => BatchRecord;
  readonly clock: Clock;
  readonly pace: Pick<KinesisPace, 'poll' | 'backOff'>;
  readonly signal: AbortSignal;
  readonly onReadError: (error: unknown) => void;
}): Gatherer {
  const { cursor, render, clock, pace, signal } = options;
  let ahead: BatchRecord[] = [];
  let ended = false;
  let errors = 0;
  let emptyReads = 0;

  /** Reads on; resolves to how long to wait before the next read. */
  const readAhead = async (limit: number): Promise<number> => {
    try {
      const result = await cursor.read(limit);
      errors = 0;
      ended = result.ended;
      ahead.push(...result.records.map(render));
      const nothingNew = result.records.length === 0 && result.atTip && !ended;
      emptyReads = nothingNew ? emptyReads + 1 : 0;
      return nothingNew ? backOffMs(pace.poll, emptyReads) : 0;
    } catch (error) {
      if (signal.aborted) return 0;
      errors += 1;
      options.onReadError(error);
      return backOffMs(pace.backOff, errors);
    }
  };

  return {
    async next({ batchSize, windowMs }) {
      let deadlineMs: number | undefined;
      while (!signal.aborted) {
        const { count, full } = cut(ahead, batchSize);
        if (full || ended || (deadlineMs !== undefined && clock.now() >= deadlineMs)) {
          const batch = ahead.slice(0, count);
          ahead = ahead.slice(count);
          return batch;
        }
        const waitMs = await readAhead(batchSize - ahead.length);
        if (ahead.length > 0) deadlineMs ??= clock.now() + windowMs;
        const leftMs = deadlineMs === undefined ? waitMs : Math.min(waitMs, deadlineMs - clock.now());
        if (leftMs > 0) await clock.sleep(leftMs, signal);
      }
      return [];
    },
    reset() {
      ahead = [];
      ended = false;
    },
  };
}

/** How many of the first `limit` records one event holds, at least one if there is any, and whether it takes no more. */
function cut(records: readonly BatchRecord[], limit: number): { readonly count: number; readonly full: boolean } {
  let bytes = 0;
  let count = 0;
  for (const record of records) {
    if (count > 0 && bytes + record.bytes > MAX_BATCH_BYTES) return { count, full: true };
    bytes += record.bytes;
    count += 1;
    if (count === limit) break;
  }
  return { count, full: count === limit || bytes >= MAX_BATCH_BYTES };
}
