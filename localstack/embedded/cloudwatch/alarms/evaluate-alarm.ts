import { seriesOf, type TimeSeries } from '../math/values.ts';
import { type Grid, timeAt } from '../series/grid.ts';
import type { SeriesStore } from '../series/series-store.ts';
import type { TimeScale } from '../time-scale.ts';
import { COMPARISONS } from './comparison.ts';
import { alarmsIn, holds } from './composite-rule.ts';
import type { CompositeAlarm, MetricAlarm } from './definition.ts';
import { type AlarmState, EXTRA_PERIODS, type Judgement, judgePoints, type Slot } from './judge-points.ts';

/** What an alarm comes to; without a state it stays as it is. */
export interface Verdict {
  readonly state: AlarmState | undefined;
  /** For people, worded as CloudWatch does. */
  readonly reason: string;
}

const TREATED = { breaching: '[Breaching]', notBreaching: '[NonBreaching]', ignore: '[Ignored]', missing: '[Missing]' };

/**
 * Looks at the last periods before `nowMs`. They end with the last full data point, a minute on AWS, so that an alarm with a longer
 * period slides along (CloudWatch user guide, "Alarm evaluation").
 */
export function evaluateMetricAlarm(alarm: MetricAlarm, store: SeriesStore, scale: TimeScale, nowMs: number): Verdict {
  const { queries, watched, evaluationPeriods, comparison, threshold } = alarm;
  const seconds = queries.periodOf(watched);
  const periodMs = scale.periodMs(seconds);
  const count = evaluationPeriods + EXTRA_PERIODS;
  const endMs = Math.floor(nowMs / scale.resolutionMs) * scale.resolutionMs;
  const grid = { startMs: endMs - count * periodMs, periodMs, count };
  const values = seriesOf(queries.evaluate(watched, grid, seconds, store));
  const slots = values.map((value): Slot => {
    if (value === undefined) return 'missing';
    return COMPARISONS[comparison].breaches(value, threshold) ? 'breaching' : 'good';
  });
  const judgement = judgePoints(slots, alarm);
  return { state: judgement.state, reason: reasonOf(alarm, judgement, values, grid) };
}

function reasonOf(alarm: MetricAlarm, judgement: Judgement, values: TimeSeries, grid: Grid): string {
  const { comparison, threshold, datapointsToAlarm, evaluationPeriods, treatMissingData } = alarm;
  const { state, decisive, filled } = judgement;
  const were = filled === 1 ? 'was' : 'were';
  if (state === 'INSUFFICIENT_DATA') return `Insufficient Data: ${plural(filled, 'datapoint')} ${were} unknown.`;
  const treated = `${plural(filled, 'missing datapoint')} ${were} treated as ${TREATED[treatMissingData]}`;
  if (decisive.length === 0) {
    return `Threshold Crossed: no datapoints were received for ${plural(evaluationPeriods, 'period')} and ${treated}.`;
  }
  const breaches = (value: number | undefined) =>
    value !== undefined && COMPARISONS[comparison].breaches(value, threshold);
  // Those that speak for the state, the latest first.
  const telling = decisive.filter((index) => breaches(values[index]) === (state === 'ALARM')).toReversed();
  const shown = telling.map((index) => `${values[index]} (${timestamp(timeAt(grid, index))})`).join(', ');
  const direction = state === 'ALARM' ? 'OK -> ALARM' : 'ALARM -> OK';
  const needed = state === 'ALARM' ? datapointsToAlarm : evaluationPeriods - datapointsToAlarm + 1;
  return [
    `Threshold Crossed: ${telling.length} out of the last ${plural(decisive.length, 'datapoint')} [${shown}]`,
    `${telling.length === 1 ? 'was' : 'were'} ${state === 'ALARM' ? '' : 'not '}${COMPARISONS[comparison].words} the threshold (${threshold})`,
    ...(filled > 0 ? [`and ${treated}`] : []),
    `(minimum ${plural(needed, 'datapoint')} for ${direction} transition).`,
  ].join(' ');
}

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

const timestamp = (ms: number) => new Date(ms).toISOString();

/** Whether the rule holds of the states that alarms are in now. */
export function evaluateCompositeAlarm(
  { rule }: CompositeAlarm,
  stateOf: (alarm: string) => AlarmState | undefined,
): Verdict {
  const state = holds(rule, stateOf) ? 'ALARM' : 'OK';
  const states = [...new Set(alarmsIn(rule))].map((alarm) => `${alarm} is ${stateOf(alarm) ?? 'not there'}`);
  return { state, reason: `The rule ${state === 'ALARM' ? 'holds' : 'does not hold'}: ${states.join(', ')}` };
}
