import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { PERIOD } from './measure.ts';
import type { PipelineMetrics } from './pipeline-metrics.ts';

/** Younger than this nothing has to be caught up with: it is the wait for a batch to fill. */
const NOTHING_BEHIND_MS = 60_000;

/** How much waits in the stream, and how long it takes to be through with it. */
interface CatchUp {
  /** What came in during as long as the last record read has waited, by the average of the time that the dashboard shows. */
  readonly waitingRecords: IMetric;
  /** The waiting by the surplus of reading over coming in; 0 where nothing is behind, -1 where it only grows. */
  readonly minutes: IMetric;
}

/**
 * Estimates from what comes in, what is read and how long the last record read had waited. Deliveries that fail are not read. With a
 * hot shard the age is that shard's alone, so both come out too large rather than too small.
 */
export function catchUp({
  iteratorAgeMs: age,
  incomingRecords: incoming,
  streamFailedEvents,
  own,
}: PipelineMetrics): CatchUp {
  const read = new MathExpression({
    label: 'Records read',
    expression: 'FILL(delivered, 0) - FILL(failed, 0)',
    usingMetrics: { delivered: own.of('BatchRecords', 'Sum'), failed: streamFailedEvents },
    period: PERIOD,
  });
  const waitingRecords = new MathExpression({
    label: 'Records waiting (estimate)',
    // Senders may have stopped: what waits came in before.
    expression: `age / 1000 * AVG(FILL(incoming, 0)) / ${PERIOD.toSeconds()}`,
    usingMetrics: { age, incoming },
    period: PERIOD,
  });
  const surplus = 'read - FILL(incoming, 0)';
  return {
    waitingRecords,
    minutes: new MathExpression({
      label: 'Minutes to catch up (estimate; -1: not catching up)',
      expression: `IF(age < ${NOTHING_BEHIND_MS}, 0, IF(${surplus} > 0, waiting / (${surplus}) * ${PERIOD.toMinutes()}, -1))`,
      usingMetrics: { age, incoming, read, waiting: waitingRecords },
      period: PERIOD,
    }),
  };
}
