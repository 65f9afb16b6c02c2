import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { describe, expect, it } from 'vitest';
import { measure, seriesOf, sum } from '../../lib/constructs/measure.ts';
import { seriesWritten } from '../../lib/constructs/millrace-metrics.ts';
import { monitoringUsdAMonth } from '../../lib/constructs/monitoring-cost.ts';
import { PRICES } from '../../lib/constructs/prices.ts';
import { AGGREGATION_METRICS, PIPELINE_METRICS } from '../../src/ports/telemetry.ts';
import { entriesOf, largestPipelineTemplates, metricAlarms } from '../infra/monitoring-support.ts';
import { pipelineTemplates, resourcesOf } from '../infra/support.ts';
import { readPage, tableRows } from './markdown.ts';

const PAGE = 'docs/cost.md';

/** What the template of a pipeline with so many aggregations is charged for. */
function watchedBy({ monitoring }: ReturnType<typeof pipelineTemplates>, aggregations: number) {
  const alarms = metricAlarms(monitoring);
  return {
    alarms: alarms.length,
    metrics: Object.keys(PIPELINE_METRICS).length + aggregations * Object.keys(AGGREGATION_METRICS).length,
    alarmMetrics: alarms.flatMap(entriesOf).filter(({ expression }) => expression === undefined).length,
    composites: Object.keys(resourcesOf(monitoring, 'AWS::CloudWatch::CompositeAlarm')).length,
    dashboards: Object.keys(resourcesOf(monitoring, 'AWS::CloudWatch::Dashboard')).length,
  };
}

const small = watchedBy(pipelineTemplates(), 1);
const large = watchedBy(largestPipelineTemplates(), 20);

const usdOf = ({ metrics, alarmMetrics, composites, dashboards }: typeof small) =>
  metrics * PRICES.customMetric +
  alarmMetrics * PRICES.alarmMetric +
  composites * PRICES.compositeAlarm +
  dashboards * PRICES.dashboard;

describe('what watching a pipeline costs', () => {
  it.each([
    ['one aggregation', small, 31, 23],
    ['twenty aggregations', large, 34, 78],
  ])('with %s stays below its cap', (what, watched, mostAlarms, mostUsd) => {
    const { alarms, metrics, alarmMetrics } = watched;
    process.stdout.write(
      `${what}: ${metrics} series, ${alarms} alarms on ${alarmMetrics} metrics (${(alarmMetrics * PRICES.alarmMetric).toFixed(2)} USD), ` +
        `${usdOf(watched).toFixed(2)} USD a month in all\n`,
    );
    expect(alarms).toBeLessThanOrEqual(mostAlarms);
    expect(usdOf(watched)).toBeLessThanOrEqual(mostUsd);
  });

  it('counts the series inside of expressions', () => {
    const one = measure('Millrace', 'EventsRead', { pipeline: 'tally' }, 'Sum');
    const both = sum('Both', { one, other: one.with({ statistic: 'Maximum' }) });
    expect(seriesOf(new MathExpression({ expression: 'both / one', usingMetrics: { both, one } }))).toBe(3);
  });

  it('is what docs/cost.md says, line by line', () => {
    const line = (each: number, one: number, twenty: number) =>
      [each.toFixed(2), String(one), (each * one).toFixed(2), String(twenty), (each * twenty).toFixed(2)] as const;
    expect(tableRows(PAGE, 'watched')).toEqual([
      ['metrics of the functions', ...line(PRICES.customMetric, small.metrics, large.metrics)],
      ['metrics that alarms read', ...line(PRICES.alarmMetric, small.alarmMetrics, large.alarmMetrics)],
      ['composite alarm', ...line(PRICES.compositeAlarm, small.composites, large.composites)],
      ['dashboards', ...line(PRICES.dashboard, small.dashboards, large.dashboards)],
      ['total', '', '', usdOf(small).toFixed(2), '', usdOf(large).toFixed(2)],
    ]);
  });

  it('is an alarm on one metric more with a results stream', () => {
    const published = watchedBy(pipelineTemplates({ resultsStream: 1 }), 1);
    expect(published).toEqual({ ...small, alarms: small.alarms + 1, alarmMetrics: small.alarmMetrics + 1 });
    expect(readPage(PAGE)).toContain(`Its alarm adds ${PRICES.alarmMetric.toFixed(2)}`);
  });

  it('is what the cost dashboard says', () => {
    const { monitoring } = pipelineTemplates();
    const cost = Object.entries(resourcesOf(monitoring, 'AWS::CloudWatch::Dashboard')).find(([id]) =>
      id.startsWith('Cost'),
    );
    expect(JSON.stringify(cost?.[1].Properties.DashboardBody)).toContain(
      `about ${usdOf(small).toFixed(2)} USD a month`,
    );
    expect(monitoringUsdAMonth(seriesWritten(20), [])).toBeCloseTo(usdOf({ ...large, alarmMetrics: 0 }), 6);
  });
});

describe('what log lines with metrics cost', () => {
  it('follows from their length and the load', () => {
    const gb = (25.92 * 1_000_000 * (888 + 368)) / 1e9;
    const claim = `make ${Math.round(gb)} GB of them, ${Math.round(gb * 0.5)} USD`;
    expect(readPage(PAGE)).toContain(claim);
  });
});

describe('prices that dashboards estimate by', () => {
  const page = readPage(PAGE);
  const priceOf = (start: string) => tableRows(PAGE, 'line').find(([line]) => line?.startsWith(start))?.[2];

  it('are those of docs/cost.md', () => {
    expect(priceOf('DynamoDB writes')).toBe(`${PRICES.dynamoDbMillionWriteUnits} a million`);
    expect(priceOf('DynamoDB reads')).toBe(`${PRICES.dynamoDbMillionReadUnits} a million`);
    expect(priceOf('Lambda (assumed')).toBe(`${PRICES.lambdaGbSecond} a GB-s`);
    expect(priceOf('Lambda requests')).toBe(`${PRICES.lambdaMillionRequests.toFixed(2)} a million`);
    expect(priceOf('Kinesis, 10')).toBe(`${PRICES.kinesisShardHour} an hour`);
    expect(priceOf('Kinesis PUT')).toBe(`${PRICES.kinesisMillionPutUnits} a million`);
    expect(page).toContain(`each record rounded up to 1 KB, ${PRICES.kinesisOnDemandGbIn} USD in`);
  });
});
