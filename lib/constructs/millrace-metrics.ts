import type { IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import {
  AGGREGATION_METRICS,
  type AggregationMetric,
  PIPELINE_METRICS,
  type PipelineMetric,
} from '../../src/ports/telemetry.ts';
import { measure, readsNamespace } from './measure.ts';

/** Where the functions write metrics, as lines of the Embedded Metric Format in their logs. */
const NAMESPACE = 'Millrace';

/** What the functions measure of themselves. */
export class MillraceMetrics {
  readonly #pipeline: string;
  readonly #aggregations: readonly string[];

  constructor(pipeline: string, aggregations: readonly string[]) {
    this.#pipeline = pipeline;
    this.#aggregations = aggregations;
  }

  /** With the one dimension `pipeline`. */
  of(name: PipelineMetric, statistic: string): Metric {
    return measure(NAMESPACE, name, { pipeline: this.#pipeline }, statistic);
  }

  /** One metric an aggregation, with the dimensions `pipeline` and `aggregation`, labelled, in the order of the definition. */
  ofEach(name: AggregationMetric, statistic: string): readonly Metric[] {
    return this.#aggregations.map((aggregation) =>
      measure(NAMESPACE, name, { pipeline: this.#pipeline, aggregation }, statistic).with({
        label: `${name} ${aggregation}`,
      }),
    );
  }
}

/** Whether a metric needs what the functions measure of themselves. */
export function isOwn(metric: IMetric): boolean {
  return readsNamespace(metric, NAMESPACE);
}

/** How many series the functions of a pipeline write: what CloudWatch charges as custom metrics. */
export function seriesWritten(aggregations: number): number {
  return Object.keys(PIPELINE_METRICS).length + aggregations * Object.keys(AGGREGATION_METRICS).length;
}
