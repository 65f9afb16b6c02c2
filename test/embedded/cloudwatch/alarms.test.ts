import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { makeAlarms } from '../../../localstack/embedded/cloudwatch/alarms/alarms.ts';
import {
  defineCompositeAlarm,
  defineMetricAlarm,
  metricAlarmShape,
} from '../../../localstack/embedded/cloudwatch/api/alarm-input.ts';
import { measured } from '../../../localstack/embedded/cloudwatch/series/metric.ts';
import { makeSeriesStore } from '../../../localstack/embedded/cloudwatch/series/series-store.ts';
import { makeTimeScale } from '../../../localstack/embedded/cloudwatch/time-scale.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 1, 12);
const TOPIC = 'arn:aws:sns:us-east-1:000000000000:alarms';

/** Alarms over a queue's depth, on a clock that goes on when told. */
function makeWorld(periodScale = 1) {
  let nowMs = START;
  const clock = () => nowMs;
  const scale = makeTimeScale(periodScale);
  const store = makeSeriesStore({ clock, resolutionMs: scale.resolutionMs });
  const alarms = makeAlarms({ clock, store, scale });
  const metricOf = (name: string) => ({ namespace: 'AWS/SQS', name, dimensions: { QueueName: 'q' } });
  return {
    alarms,
    put(name: string, properties: object) {
      const given = {
        Namespace: 'AWS/SQS',
        MetricName: 'Depth',
        Dimensions: [{ Name: 'QueueName', Value: 'q' }],
        Statistic: 'Maximum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 5,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        AlarmActions: [TOPIC],
        ...properties,
      };
      return alarms.put(defineMetricAlarm(name, z.object(metricAlarmShape).parse(given)));
    },
    composite: (name: string, AlarmRule: string) =>
      alarms.put(
        defineCompositeAlarm(name, {
          AlarmRule,
          ActionsEnabled: true,
          AlarmActions: [],
          OKActions: [],
          InsufficientDataActions: [],
        }),
      ),
    measure: (value: number, name = 'Depth') => store.add(measured(metricOf(name), value, nowMs)),
    /** Lets a stretch of time pass, then looks at the alarms. */
    pass(ms = MINUTE) {
      nowMs += ms;
      alarms.evaluate();
    },
    state: (name: string) => alarms.find(name)?.state,
    reason: (name: string) => alarms.find(name)?.reason,
  };
}

describe('an alarm', () => {
  it('goes off, and back, with its reasons', () => {
    const world = makeWorld();
    world.put('deep', {});
    expect(world.state('deep')).toBe('INSUFFICIENT_DATA');
    world.measure(7);
    world.pass();
    expect(world.state('deep')).toBe('ALARM');
    expect(world.reason('deep')).toBe(
      'Threshold Crossed: 1 out of the last 1 datapoint [7 (2026-01-01T12:00:00.000Z)] was greater than or equal to the threshold (5) (minimum 1 datapoint for OK -> ALARM transition).',
    );
    world.measure(4);
    world.pass();
    expect(world.state('deep')).toBe('OK');
    expect(world.reason('deep')).toBe(
      'Threshold Crossed: 1 out of the last 1 datapoint [4 (2026-01-01T12:01:00.000Z)] was not greater than or equal to the threshold (5) (minimum 1 datapoint for ALARM -> OK transition).',
    );
  });

  it.each([
    ['GreaterThanOrEqualToThreshold', ['OK', 'ALARM', 'ALARM']],
    ['GreaterThanThreshold', ['OK', 'OK', 'ALARM']],
    ['LessThanThreshold', ['ALARM', 'OK', 'OK']],
    ['LessThanOrEqualToThreshold', ['ALARM', 'ALARM', 'OK']],
  ])('compares by %s', (ComparisonOperator, expected) => {
    const world = makeWorld();
    world.put('deep', { ComparisonOperator });
    const states = [4, 5, 6].map((value) => {
      world.measure(value);
      world.pass();
      return world.state('deep');
    });
    expect(states).toEqual(expected);
  });

  it('needs as many data points as it says', () => {
    const world = makeWorld();
    world.put('deep', { EvaluationPeriods: 3, DatapointsToAlarm: 2 });
    const states = [9, 1, 9, 1, 1].map((value) => {
      world.measure(value);
      world.pass();
      return world.state('deep');
    });
    expect(states).toEqual(['OK', 'OK', 'ALARM', 'OK', 'OK']);
  });

  it('slides along by the minute where its period is longer', () => {
    const world = makeWorld();
    world.put('deep', { Period: 300, Statistic: 'Sum', TreatMissingData: 'notBreaching' });
    for (let minute = 0; minute < 4; minute += 1) {
      world.measure(1);
      world.pass();
      expect(world.state('deep')).toBe('OK');
    }
    world.measure(1);
    world.pass();
    expect(world.state('deep')).toBe('ALARM');
  });

  it('watches a percentile', () => {
    const world = makeWorld();
    world.put('slow', { Statistic: undefined, ExtendedStatistic: 'p90' });
    for (const value of [1, 1, 1, 1, 1, 1, 1, 1, 1, 9]) world.measure(value);
    world.pass();
    expect(world.state('slow')).toBe('OK');
    for (const value of [1, 1, 1, 1, 1, 1, 1, 1, 9, 9]) world.measure(value);
    world.pass();
    expect(world.state('slow')).toBe('ALARM');
  });

  it('watches an expression', () => {
    const world = makeWorld();
    const stat = (Id: string, MetricName: string) => ({
      Id,
      MetricStat: {
        Metric: { Namespace: 'AWS/SQS', MetricName, Dimensions: [{ Name: 'QueueName', Value: 'q' }] },
        Period: 60,
        Stat: 'Maximum',
      },
      ReturnData: false,
    });
    world.put('deep', {
      MetricName: undefined,
      Metrics: [{ Id: 'sum', Expression: 'FILL(a, 0) + FILL(b, 0)' }, stat('a', 'Depth'), stat('b', 'Held')],
    });
    world.measure(4);
    world.pass();
    expect(world.state('deep')).toBe('OK');
    world.measure(2);
    world.measure(3, 'Held');
    world.pass();
    expect(world.state('deep')).toBe('ALARM');
  });

  it('treats missing data as it says', () => {
    const world = makeWorld();
    const treatments = ['missing', 'ignore', 'breaching', 'notBreaching'];
    for (const TreatMissingData of treatments) world.put(TreatMissingData, { TreatMissingData });
    const states = () => treatments.map(world.state);
    world.pass();
    expect(states()).toEqual(['INSUFFICIENT_DATA', 'INSUFFICIENT_DATA', 'ALARM', 'OK']);
    expect(world.reason('breaching')).toBe(
      'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [Breaching].',
    );
    world.measure(9);
    world.pass();
    expect(states()).toEqual(['ALARM', 'ALARM', 'ALARM', 'ALARM']);
    // The last data point counts while it can be seen.
    world.pass(3 * MINUTE);
    expect(states()).toEqual(['INSUFFICIENT_DATA', 'ALARM', 'ALARM', 'OK']);
    expect(world.reason('missing')).toBe('Insufficient Data: 1 datapoint was unknown.');
  });

  it('over a metric of DynamoDB stays as it is where nothing is said of missing data', () => {
    const world = makeWorld();
    world.put('deep', { Namespace: 'AWS/DynamoDB' });
    world.alarms.setState('deep', 'ALARM', 'for once');
    world.pass();
    expect(world.state('deep')).toBe('ALARM');
  });

  it('that is put again keeps its state; what puts it removes only what it put', () => {
    const world = makeWorld();
    const remove = world.put('deep', {});
    world.measure(9);
    world.pass();
    const removeAgain = world.put('deep', { Threshold: 6 });
    remove();
    expect(world.state('deep')).toBe('ALARM');
    removeAgain();
    expect(world.state('deep')).toBeUndefined();
  });
});

it('a time scale makes periods shorter, and with them the stretches that data points are kept by', () => {
  const world = makeWorld(60);
  world.put('deep', { Period: 300, TreatMissingData: 'notBreaching' });
  world.measure(9);
  world.pass(1_000);
  expect(world.state('deep')).toBe('ALARM');
  // Five seconds, and twice as many more that are looked at for lack of data.
  world.pass(14_000);
  expect(world.state('deep')).toBe('ALARM');
  world.pass(1_000);
  expect(world.state('deep')).toBe('OK');
});

it.each([0, -1, 1.5, 7, Number.NaN, 120_000])('a time scale is not %d', (scale) => {
  expect(() => makeTimeScale(scale)).toThrow(`alarms.periodScale is ${scale}; it must be a whole number`);
});

describe('a composite alarm', () => {
  it('follows those it is over, and one over it follows it', () => {
    const world = makeWorld();
    // The names put the outer one first, before what it depends on.
    world.composite('a', 'ALARM("unhealthy")');
    world.composite('unhealthy', 'ALARM("deep")');
    world.composite('never', 'FALSE');
    world.put('deep', {});
    world.pass();
    expect([world.state('a'), world.state('unhealthy')]).toEqual(['OK', 'OK']);
    world.measure(9);
    world.pass();
    expect([world.state('a'), world.state('unhealthy')]).toEqual(['ALARM', 'ALARM']);
    expect(world.reason('unhealthy')).toBe('The rule holds: deep is ALARM');
  });

  it('in a circle with another is looked at without end to nothing', () => {
    const world = makeWorld();
    world.composite('a', 'NOT ALARM("b")');
    world.composite('b', 'ALARM("a")');
    world.pass();
    expect(['OK', 'ALARM']).toContain(world.state('a'));
  });
});

describe('the history', () => {
  it('tells of changes, and whom they would have told', () => {
    const world = makeWorld();
    world.put('deep', { OKActions: [TOPIC] });
    world.measure(9);
    world.pass();
    world.measure(1);
    world.pass();
    expect(world.alarms.history().map(({ type, summary }) => [type, summary])).toEqual([
      ['ConfigurationUpdate', 'Alarm "deep" created'],
      ['StateUpdate', 'Alarm updated from INSUFFICIENT_DATA to ALARM'],
      ['Action', `Action ${TOPIC} is due; nothing is sent locally`],
      ['StateUpdate', 'Alarm updated from ALARM to OK'],
      ['Action', `Action ${TOPIC} is due; nothing is sent locally`],
    ]);
  });

  it('tells nobody where actions are switched off', () => {
    const world = makeWorld();
    world.put('deep', { ActionsEnabled: false });
    world.measure(9);
    world.pass();
    expect(world.alarms.history().map(({ type }) => type)).toEqual(['ConfigurationUpdate', 'StateUpdate']);
  });
});

describe('an alarm is refused', () => {
  it.each([
    ['more points than periods', { DatapointsToAlarm: 2 }, 'DatapointsToAlarm is above EvaluationPeriods'],
    ['an unknown statistic', { Statistic: undefined, ExtendedStatistic: 'tm90' }, 'does not know the statistic tm90'],
    ['no metric', { MetricName: undefined }, 'a metric needs Namespace, MetricName, Period and Statistic'],
    ['more than a day', { EvaluationPeriods: 1_441 }, 'Period times EvaluationPeriods is above 86400 seconds'],
    ['metric and metrics', { Metrics: [] }, 'either Metrics or MetricName'],
    [
      'an unknown id',
      { MetricName: undefined, Metrics: [{ Id: 'e', Expression: 'm + 1' }] },
      'no metric or expression with the id m',
    ],
    ['a circle', { MetricName: undefined, Metrics: [{ Id: 'e', Expression: 'e + 1' }] }, 'e is part of itself'],
    ['a number', { MetricName: undefined, Metrics: [{ Id: 'e', Expression: '1' }] }, 'e is over no metric'],
    ['a period of seconds', { Period: 30 }, 'expected a multiple of 60'],
  ])('for %s', (_, properties, message) => {
    expect(() => makeWorld().put('bad', properties)).toThrow(message);
  });
});
