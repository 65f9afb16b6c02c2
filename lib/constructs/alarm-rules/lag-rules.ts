import { Duration } from 'aws-cdk-lib';
import { MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { WatermarkPolicy } from '../../../src/engine/pipeline.ts';
import type { Settings } from '../../settings.ts';
import { PERIOD } from '../measure.ts';
import type { PipelineMetrics } from '../pipeline-metrics.ts';
import { inGroups } from './in-groups.ts';
import type { AlarmRules } from './rule.ts';

const MS_PER_HOUR = 3_600_000;
const MS_PER_SECOND = 1_000;

/** Alarms about how far behind a pipeline is: its reading, its watermark, its results. */
export function lagRules(metrics: PipelineMetrics, settings: Settings, watermark: WatermarkPolicy): AlarmRules {
  return {
    ...readingRules(metrics, settings),
    ...watermarkRules(metrics, settings, watermark),
    // Nothing written, nothing late. What waits and is not written at all, task-age tells.
    ...inGroups('materialization-late', metrics.own.ofEach('MaterializationLag', 'Maximum'), (largest) => ({
      metric: largest,
      missingData: TreatMissingData.NOT_BREACHING,
      threshold: settings.materializationLagAlarmSeconds * MS_PER_SECOND,
      summary: 'Results are written long after their windows fired.',
    })),
  };
}

function readingRules({ iteratorAgeMs }: PipelineMetrics, settings: Settings): AlarmRules {
  const retentionMs = settings.retentionHours * MS_PER_HOUR;
  // No batch, no age. Where there should have been a batch, processor-silent tells.
  const age = { metric: iteratorAgeMs, missingData: TreatMissingData.NOT_BREACHING };
  return {
    'iterator-age': {
      ...age,
      threshold: settings.iteratorAgeAlarmSeconds * MS_PER_SECOND,
      summary: 'The stream processor reads records later than they should wait.',
    },
    'iterator-age-quarter-of-retention': {
      ...age,
      threshold: 0.25 * retentionMs,
      summary: 'The stream processor is behind by a quarter of what the stream keeps.',
    },
    'iterator-age-half-of-retention': {
      ...age,
      threshold: 0.5 * retentionMs,
      summary: 'The stream processor is behind by half of what the stream keeps: records will be lost when it is all.',
    },
  };
}

function watermarkRules({ own }: PipelineMetrics, settings: Settings, watermark: WatermarkPolicy): AlarmRules {
  // What the keeper found last stays true until it looks again, and that it does not, keeper-silent tells: without a word from it
  // nothing may seem to have healed.
  const lastFound = { missingData: TreatMissingData.IGNORE };
  return {
    'lane-stalled': {
      ...lastFound,
      // The least of all looks in the period: a lane that moves on between two of them has not stalled.
      metric: own.of('LanesStalled', 'Minimum').with({ period: Duration.minutes(settings.laneStalledAlarmMinutes) }),
      threshold: 1,
      summary: 'A shard holds records that nobody reads: it holds up the watermark, and all results.',
    },
    'watermark-stalled': {
      ...lastFound,
      // Of a stream at rest the watermark may rest too (`idle: 'hold'`).
      metric: new MathExpression({
        label: 'Watermark lag while there is input',
        expression: 'IF(active + stalled > 0, lag, 0)',
        usingMetrics: {
          active: own.of('LanesActive', 'Maximum'),
          stalled: own.of('LanesStalled', 'Maximum'),
          lag: own.of('WatermarkLag', 'Minimum'),
        },
        period: PERIOD,
      }),
      // Beyond what the definition itself makes the watermark wait.
      threshold: watermark.outOfOrdernessMs + watermark.idleAfterMs + settings.watermarkLagAlarmSeconds * MS_PER_SECOND,
      summary: 'The watermark is far behind the clock though events come in: windows do not fire.',
    },
  };
}
