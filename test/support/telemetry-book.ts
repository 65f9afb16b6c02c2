import type { AggregationMetric, MetricValues, PipelineMetric, Telemetry } from '../../src/ports/telemetry.ts';

/** A line of metrics. */
export interface TelemetryLine {
  /** Undefined: of the pipeline. */
  readonly aggregation: string | undefined;
  readonly values: MetricValues<PipelineMetric | AggregationMetric>;
}

export interface TelemetryBook extends Telemetry {
  /** Takes out the lines written since. */
  takeLines(): readonly TelemetryLine[];
}

/** Keeps each line. */
export function makeTelemetryBook(): TelemetryBook {
  const lines: TelemetryLine[] = [];
  return {
    isOn: true,
    ofPipeline: (values) => void lines.push({ aggregation: undefined, values }),
    ofAggregation: (aggregation, values) => void lines.push({ aggregation, values }),
    takeLines: () => lines.splice(0),
  };
}
