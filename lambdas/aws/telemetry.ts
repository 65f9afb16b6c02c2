import { Metrics } from '@aws-lambda-powertools/metrics';
import {
  AGGREGATION_METRICS,
  type MetricUnit,
  type MetricValues,
  NO_TELEMETRY,
  PIPELINE_METRICS,
  type Telemetry,
} from '../../src/ports/telemetry.ts';
import type { Log } from '../shared/log.ts';
import type { Surroundings } from './surroundings.ts';

/** What a series is named by. */
type Dimensions = Readonly<{ pipeline: string; aggregation?: string }>;

/** The function's metrics: Embedded Metric Format on standard output, of which CloudWatch makes metrics; none where METRICS is `off`. */
export function telemetryOf(
  { environment }: Pick<Surroundings, 'environment'>,
  pipeline: string,
  log: Pick<Log, 'warn'>,
): Telemetry {
  if (environment.text('METRICS') === 'off') return NO_TELEMETRY;
  const metrics = new Metrics({ namespace: environment.text('POWERTOOLS_METRICS_NAMESPACE') });
  // Powertools has one of its own, the service: the same numbers would become one more series for each function.
  metrics.clearDefaultDimensions();

  const writeLine = (
    dimensions: Dimensions,
    units: Readonly<Record<string, MetricUnit>>,
    values: MetricValues<string>,
  ): void => {
    try {
      metrics.addDimensions({ ...dimensions });
      for (const [name, unit] of Object.entries(units)) {
        const value = values[name];
        if (value !== undefined) metrics.addMetric(name, unit, value);
      }
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    } catch (error) {
      log.warn('metrics could not be written', { reason: String(error) });
    }
    // What is left of a line must not be in the next one.
    metrics.clearMetrics();
    metrics.clearDimensions();
  };

  return {
    isOn: true,
    ofPipeline: (values) => writeLine({ pipeline }, PIPELINE_METRICS, values),
    ofAggregation: (aggregation, values) => writeLine({ pipeline, aggregation }, AGGREGATION_METRICS, values),
  };
}
