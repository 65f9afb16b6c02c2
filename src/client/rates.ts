import { type Counts, countsOf } from '../engine/progress.ts';
import type { EpochMs } from '../engine/time.ts';
import type { Pulse } from './look.ts';
import type { WindowSurvey } from './window-survey.ts';

/** What moved between two looks at a pipeline. */
export interface Rates {
  readonly atMs: EpochMs;
  /** Between the two looks. */
  readonly overMs: number;
  /** Records a second, by how they came out. */
  readonly perSecond: Readonly<Record<keyof Omit<Counts, 'aggregations'>, number>>;
  readonly watermarkMs: EpochMs | null;
  /** Of event time for one of the clock's; null where the watermark was not there before. */
  readonly watermarkSpeed: number | null;
  readonly aggregations: readonly AggregationRates[];
}

export interface AggregationRates extends Omit<WindowSurvey, 'requests'> {
  /** Events a second, by how they came out. */
  readonly perSecond: { readonly counted: number; readonly filtered: number; readonly tooLate: number };
  /** How far windows have fired since, in event time; 0 where none has. */
  readonly firedMs: number;
}

/** What moved from `before` to `after`, which is later. */
export function ratesBetween(before: Pulse, after: Pulse): Rates {
  const overMs = after.atMs - before.atMs;
  const rate = (from: number, to: number): number => (overMs <= 0 ? 0 : ((to - from) * 1_000) / overMs);
  const [was, is] = [before.progress, after.progress];
  const hadWatermark = was.watermarkMs !== null && is.watermarkMs !== null && overMs > 0;
  return {
    atMs: after.atMs,
    overMs,
    perSecond: {
      read: rate(was.counts.read, is.counts.read),
      accepted: rate(was.counts.accepted, is.counts.accepted),
      duplicate: rate(was.counts.duplicate, is.counts.duplicate),
      rejected: rate(was.counts.rejected, is.counts.rejected),
      ignored: rate(was.counts.ignored, is.counts.ignored),
    },
    watermarkMs: is.watermarkMs,
    watermarkSpeed: hadWatermark ? ((is.watermarkMs ?? 0) - (was.watermarkMs ?? 0)) / overMs : null,
    aggregations: after.windows.map(({ requests: _requests, ...survey }) => {
      const { aggregation, firedThroughMs } = survey;
      const earlier = before.windows.find((one) => one.aggregation === aggregation)?.firedThroughMs ?? null;
      const from = countsOf(was.counts, aggregation);
      const to = countsOf(is.counts, aggregation);
      return {
        ...survey,
        perSecond: {
          counted: rate(from.counted, to.counted),
          filtered: rate(from.filtered, to.filtered),
          tooLate: rate(from.tooLate, to.tooLate),
        },
        firedMs: earlier === null || firedThroughMs === null ? 0 : firedThroughMs - earlier,
      };
    }),
  };
}
