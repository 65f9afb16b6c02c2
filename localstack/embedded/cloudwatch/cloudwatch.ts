import type { Operations, Service } from '../gateway/service.ts';
import type { QueueDepth } from '../sqs/depth.ts';
import { type Alarms, makeAlarms } from './alarms/alarms.ts';
import { changeAlarms } from './api/change-alarms.ts';
import { describeAlarmHistory } from './api/describe-alarm-history.ts';
import { describeAlarms } from './api/describe-alarms.ts';
import { getMetricData } from './api/get-metric-data.ts';
import { getMetricStatistics } from './api/get-metric-statistics.ts';
import { listMetrics } from './api/list-metrics.ts';
import { putMetricData } from './api/put-metric-data.ts';
import { makeQuery } from './api/query.ts';
import { parseEmf } from './emf.ts';
import { makeSeriesStore } from './series/series-store.ts';
import { makeServiceMetrics, type ServiceMetrics } from './service-metrics.ts';
import type { TimeScale } from './time-scale.ts';

export interface AlarmOptions {
  /**
   * How many times faster than on AWS alarms look at time, a divisor of 60,000: with 60, a period of five minutes is five seconds, data
   * points are kept by the second, and queues and alarms are looked at every second instead of every minute. Thresholds, schedules and
   * the metrics themselves stay as they are: a sum over a shorter period is smaller, and what runs once a minute is missing in most of
   * the seconds. 1 unless told.
   */
  readonly periodScale?: number | undefined;
}

export interface CloudWatchDeps {
  readonly clock: () => number;
  /** Runs a task after a while; the function returned calls it off. */
  readonly schedule: (delayMs: number, task: () => void) => () => void;
  readonly queueDepths: () => readonly QueueDepth[];
  readonly log: (line: string) => void;
  readonly accountId: string;
  readonly region: string;
  readonly scale: TimeScale;
}

export interface CloudWatch extends Service {
  /** What the services tell. */
  readonly metrics: ServiceMetrics;
  readonly alarms: Alarms;
  /** Takes metrics out of a line that a function has printed, if there are any. */
  readLine(line: string): void;
  /** Looks at queues and alarms from now on. */
  start(): void;
  stop(): void;
}

/** CloudWatch's metrics and alarms, in memory alone: a new process begins without. */
export function makeCloudWatch(deps: CloudWatchDeps): CloudWatch {
  const { clock, schedule, log, scale } = deps;
  const { resolutionMs } = scale;
  const store = makeSeriesStore({ clock, resolutionMs });
  const metrics = makeServiceMetrics(store.add, clock);
  const alarms = makeAlarms({ clock, store, scale });
  const arnOf = (name: string) => `arn:aws:cloudwatch:${deps.region}:${deps.accountId}:alarm:${name}`;
  const operations: Operations = {
    ...changeAlarms(alarms),
    DescribeAlarmHistory: describeAlarmHistory(alarms),
    DescribeAlarms: describeAlarms(alarms, arnOf),
    GetMetricData: getMetricData(store),
    GetMetricStatistics: getMetricStatistics(store),
    ListMetrics: listMetrics(store),
    PutMetricData: putMetricData(store, clock),
  };

  let cancel = () => {};
  const look = () => {
    try {
      // How full queues are is told of the stretch that ends now, so that alarms already see it.
      metrics.queues(deps.queueDepths(), clock() - resolutionMs);
      alarms.evaluate();
    } catch (error) {
      log(`CloudWatch: ${String(error)}`);
    }
    lookAgain();
  };
  const lookAgain = () => {
    cancel = schedule(resolutionMs - (clock() % resolutionMs), look);
  };

  return {
    name: 'CloudWatch',
    target: 'GraniteServiceVersion20100801',
    scope: 'monitoring',
    operations,
    query: makeQuery(operations),
    queryCompatible: true,
    givesDates: true,
    metrics,
    alarms,
    readLine(line) {
      for (const measurement of parseEmf(line)) store.add(measurement);
    },
    start: lookAgain,
    stop: () => cancel(),
  };
}
