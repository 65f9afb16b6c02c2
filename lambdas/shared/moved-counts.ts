import { type AggregationCounts, type Counts, countsOf } from '../../src/engine/progress.ts';
import type { AggregationMetric, MetricValues, PipelineMetric } from '../../src/ports/telemetry.ts';

/** What one write of progress has added to a lane's outcomes; both equations hold for it where they hold before and after. */
export function movedCounts(before: Counts, after: Counts): Counts {
  const aggregations = Object.entries(after.aggregations).map(([name, counts]): [string, AggregationCounts] => {
    const held = countsOf(before, name);
    const moved = {
      counted: counts.counted - held.counted,
      filtered: counts.filtered - held.filtered,
      tooLate: counts.tooLate - held.tooLate,
      absent: (counts.absent ?? 0) - (held.absent ?? 0),
    };
    return [name, moved];
  });
  return {
    read: after.read - before.read,
    accepted: after.accepted - before.accepted,
    duplicate: after.duplicate - before.duplicate,
    rejected: after.rejected - before.rejected,
    ignored: after.ignored - before.ignored,
    aggregations: Object.fromEntries(aggregations),
  };
}

/** The terms of read = accepted + duplicate + rejected + ignored. */
export function pipelineTerms({ read, accepted, duplicate, rejected, ignored }: Counts): MetricValues<PipelineMetric> {
  return {
    EventsRead: read,
    EventsAccepted: accepted,
    EventsDuplicate: duplicate,
    EventsRejected: rejected,
    EventsIgnored: ignored,
  };
}

/** The terms of accepted = counted + filtered + too late, of one aggregation. */
export function aggregationTerms({ counted, filtered, tooLate }: AggregationCounts): MetricValues<AggregationMetric> {
  return { EventsCounted: counted, EventsFiltered: filtered, EventsTooLate: tooLate };
}

/** How many events read are none of the outcomes, or more than one; 0 when all is well. */
export function unaccounted({ read, accepted, duplicate, rejected, ignored }: Counts): number {
  return Math.abs(read - accepted - duplicate - rejected - ignored);
}

/**
 * How many events accepted are none of an aggregation's outcomes, or more than one; 0 when all is well. What was accepted while the
 * pipeline did not have it is known, so an aggregation may be added to a running pipeline, and removed.
 */
export function misplaced(counts: Counts, aggregation: string): number {
  const { counted, filtered, tooLate, absent = 0 } = countsOf(counts, aggregation);
  return Math.abs(counts.accepted - counted - filtered - tooLate - absent);
}
