import { Duration } from 'aws-cdk-lib';
import { MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Settings } from '../../settings.ts';
import { PERIOD } from '../measure.ts';
import type { PipelineMetrics } from '../pipeline-metrics.ts';
import { inGroups } from './in-groups.ts';
import type { AlarmRules } from './rule.ts';

/** A shard that fails is delivered again within seconds at first, then ever more slowly: this is long enough to see a row of them. */
const RETRIES_WITHIN = Duration.minutes(15);

/** Alarms about what becomes of events: come again, refused, held up, lost from the count. */
export function eventRules(metrics: PipelineMetrics, settings: Settings): AlarmRules {
  const { own } = metrics;
  return {
    'batch-retried': {
      // In batches, for what fails is counted in records: by the size of those that report one, and of crashes, which report none,
      // at least their number.
      metric: new MathExpression({
        label: 'Batches that came again',
        expression: 'MAX([FILL(crashed, 0), FILL(failed / size, 0)])',
        usingMetrics: {
          crashed: metrics.functions['stream-processor'].errors,
          failed: metrics.streamFailedEvents,
          size: own.of('BatchRecords', 'Average'),
        },
        period: RETRIES_WITHIN,
      }),
      threshold: settings.batchRetriesAlarmCount,
      // No delivery, no failure: a stream at rest writes nothing.
      missingData: TreatMissingData.NOT_BREACHING,
      summary: 'Batches of the stream come again and again.',
    },
    'rejected-rate': {
      // A handful of rejected events is no rate; the dead-letter queue tells of each.
      metric: new MathExpression({
        label: 'Share of events rejected',
        expression: `IF(rejected >= ${settings.rejectedRateAlarmEvents}, rejected / read, 0)`,
        usingMetrics: { rejected: own.of('EventsRejected', 'Sum'), read: own.of('EventsRead', 'Sum') },
        period: PERIOD,
      }),
      threshold: settings.rejectedRateAlarmShare,
      // Nothing read, nothing rejected.
      missingData: TreatMissingData.NOT_BREACHING,
      summary: 'A large share of the events that come in is rejected.',
    },
    'circuit-open': {
      metric: own.of('CircuitOpen', 'Maximum'),
      threshold: 1,
      // The batch that is held comes again ever more slowly: a pause between two attempts heals nothing.
      missingData: TreatMissingData.IGNORE,
      summary: "The pipeline's own code throws on most events: they are held, nothing is counted or rejected.",
    },
    // Sums of what is stored do not change while nobody looks at them; keeper-silent tells where nobody does.
    ...inGroups(
      'equation-broken',
      [own.of('EventsUnaccounted', 'Maximum'), ...own.ofEach('EventsMisplaced', 'Maximum')],
      (largest) => ({
        metric: largest,
        threshold: 1,
        missingData: TreatMissingData.IGNORE,
        summary: 'The counts do not add up: an event was lost or counted twice.',
      }),
    ),
  };
}
