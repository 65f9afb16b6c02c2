import {
  GetMetricDataCommand,
  type GetMetricDataCommandOutput,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import type { Clock } from '../../src/client/index.ts';
import type { Outcomes } from '../verifier/evidence.ts';

/** What a pipeline's metrics add up to since the local AWS started. */
export interface MetricSums {
  /** By the lines that the processor has written. */
  readonly outcomes: Outcomes;
  /** Invocations of the processor that failed: of what they stored last, no line may tell. */
  readonly deaths: number;
}

export interface MeasuredPipeline {
  readonly name: string;
  readonly aggregations: readonly { readonly name: string }[];
  /** The processor's function name. */
  readonly processor: string;
}

/** Asks CloudWatch. */
export type GetMetricData = (
  command: GetMetricDataCommand,
) => Promise<Pick<GetMetricDataCommandOutput, 'MetricDataResults'>>;

/** Metrics live in memory alone, so none is older than a run. */
const LOOK_BACK_MS = 24 * 3_600_000;
const PERIOD_SECONDS = 3_600;

/** Asks CloudWatch for all sums at once. */
export async function readMetricSums(
  getMetricData: GetMetricData,
  { name: pipeline, aggregations, processor }: MeasuredPipeline,
  clock: Pick<Clock, 'nowMs'>,
): Promise<MetricSums> {
  const queries: MetricDataQuery[] = [];
  const sums = new Map<string, number>();
  /** Adds a question. @returns its answer, once all are answered */
  const sumOf = (Namespace: string, MetricName: string, dimensions: Readonly<Record<string, string>>) => {
    const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
    const id = `m${queries.length}`;
    const Metric = { Namespace, MetricName, Dimensions };
    queries.push({ Id: id, MetricStat: { Metric, Period: PERIOD_SECONDS, Stat: 'Sum' } });
    return (): number => sums.get(id) ?? 0;
  };
  const own = (name: string) => sumOf('Millrace', name, { pipeline });
  const read = own('EventsRead');
  const accepted = own('EventsAccepted');
  const duplicate = own('EventsDuplicate');
  const rejected = own('EventsRejected');
  const ignored = own('EventsIgnored');
  const ofAggregations = aggregations.map(({ name: aggregation }) => {
    const of = (name: string) => sumOf('Millrace', name, { pipeline, aggregation });
    const terms = { counted: of('EventsCounted'), filtered: of('EventsFiltered'), tooLate: of('EventsTooLate') };
    return [aggregation, terms] as const;
  });
  const deaths = sumOf('AWS/Lambda', 'Errors', { FunctionName: processor });

  const nowMs = clock.nowMs();
  const { MetricDataResults = [] } = await getMetricData(
    new GetMetricDataCommand({
      MetricDataQueries: queries,
      StartTime: new Date(nowMs - LOOK_BACK_MS),
      EndTime: new Date(nowMs + PERIOD_SECONDS * 1_000),
    }),
  );
  for (const { Id = '', Values = [] } of MetricDataResults)
    sums.set(
      Id,
      Values.reduce((sum, value) => sum + value, 0),
    );
  return {
    outcomes: {
      read: read(),
      accepted: accepted(),
      duplicate: duplicate(),
      rejected: rejected(),
      ignored: ignored(),
      aggregations: Object.fromEntries(
        ofAggregations.map(([name, { counted, filtered, tooLate }]) => [
          name,
          { counted: counted(), filtered: filtered(), tooLate: tooLate() },
        ]),
      ),
    },
    deaths: deaths(),
  };
}
