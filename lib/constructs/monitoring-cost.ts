import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { seriesOf } from './measure.ts';
import { PRICES } from './prices.ts';

const DASHBOARDS = 3;

/**
 * What watching a pipeline costs a month, USD by list price: metrics, alarms, dashboards, without what an account has for free.
 *
 * @param ownSeries how many its functions write
 */
export function monitoringUsdAMonth(ownSeries: number, alarmMetrics: readonly IMetric[]): number {
  const alarmSeries = alarmMetrics.reduce((count, metric) => count + seriesOf(metric), 0);
  return (
    ownSeries * PRICES.customMetric +
    alarmSeries * PRICES.alarmMetric +
    PRICES.compositeAlarm +
    DASHBOARDS * PRICES.dashboard
  );
}
