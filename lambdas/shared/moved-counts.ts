import type { AggregationCounts, Counts } from '../../src/engine/progress.ts';
import type { AggregationMetric, MetricValues, PipelineMetric } from '../../src/ports/telemetry.ts';

/** What one write of progress has added to a lane's outcomes; both equations hold for it where they hold before and after. */
export function movedCounts(before: Counts, after: Counts): Counts {
  const aggregations = Object.entries(after.aggregations).map(([name, counts]): [string, AggregationCounts] => {
    // Own entries only: an aggregation may be called "constructor".
    const held = Object.hasOwn(before.aggregations, name) ? before.aggregations[name] : undefined;
    const { counted, filtered, tooLate } = held ?? { counted: 0, filtered: 0, tooLate: 0 };
    const moved = {
      counted: counts.counted - counted,
      filtered: counts.filtered - filtered,
      tooLate: counts.tooLate - tooLate,
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
