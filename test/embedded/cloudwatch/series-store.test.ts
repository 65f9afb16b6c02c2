import { describe, expect, it } from 'vitest';
import { pointsOn } from '../../../localstack/embedded/cloudwatch/series/grid.ts';
import { type MeasuredValue, type MetricId, measured } from '../../../localstack/embedded/cloudwatch/series/metric.ts';
import { makeSeriesStore } from '../../../localstack/embedded/cloudwatch/series/series-store.ts';
import { statisticOf } from '../../../localstack/embedded/cloudwatch/series/statistic.ts';

const NOW = Date.UTC(2026, 0, 1, 12);
const MINUTE = 60_000;
const lag: MetricId = { namespace: 'Millrace', name: 'Lag', dimensions: { pipeline: 'a', aggregation: 'b' } };

const makeStore = (options: { readonly maxSeries?: number; readonly maxPoints?: number } = {}) =>
  makeSeriesStore({ clock: () => NOW, resolutionMs: MINUTE, ...options });

/** A statistic of each of the minutes from NOW on. */
function minutes(store: ReturnType<typeof makeStore>, statistic: string, count: number, periodMs = MINUTE) {
  const of = statisticOf(statistic);
  if (!of) throw new Error(`no statistic ${statistic}`);
  return pointsOn({ startMs: NOW, periodMs, count }, store.find(lag)).map((point) => point && of(point));
}

describe('statistics', () => {
  const store = makeStore();
  for (const [value, atMs] of [
    [5, NOW],
    [1, NOW + 59_999],
    [3, NOW + 2 * MINUTE],
  ] as const) {
    store.add(measured(lag, value, atMs, 'Milliseconds'));
  }

  it.each([
    ['Sum', [6, undefined, 3]],
    ['SampleCount', [2, undefined, 1]],
    ['Average', [3, undefined, 3]],
    ['Minimum', [1, undefined, 3]],
    ['Maximum', [5, undefined, 3]],
    ['p50', [1, undefined, 3]],
    ['p100', [5, undefined, 3]],
  ])('%s is by the minute', (statistic, expected) => {
    expect(minutes(store, statistic, 3)).toEqual(expected);
  });

  it('are of longer periods, too', () => {
    expect(minutes(store, 'Average', 1, 5 * MINUTE)).toEqual([3]);
    expect(minutes(store, 'p50', 1, 5 * MINUTE)).toEqual([3]);
  });

  it.each(['Median', 'p101', 'p', 'tm99', 'constructor'])('%s is none', (name) => {
    expect(statisticOf(name)).toBeUndefined();
  });
});

describe('percentiles', () => {
  const of = (values: readonly MeasuredValue[], statistic: string) => {
    const store = makeStore();
    store.add({ metric: lag, timestampMs: NOW, values });
    return minutes(store, statistic, 1)[0];
  };
  const upTo = (last: number) => Array.from({ length: last }, (_, index) => ({ value: index + 1 }));

  it.each([
    ['p0', 1],
    ['p1', 1],
    ['p50', 50],
    ['p90', 90],
    ['p99', 99],
    ['p99.9', 100],
    ['p100', 100],
  ])('%s of 1 to 100 is %d', (statistic, expected) => {
    expect(of(upTo(100), statistic)).toBe(expected);
  });

  it('count values that were measured several times', () => {
    expect(of([{ value: 1, count: 98 }, { value: 7 }, { value: 9 }], 'p99')).toBe(7);
  });

  it('are within 5 % where there are too many different values to keep', () => {
    const p90 = of(upTo(100_000), 'p90') ?? 0;
    expect(Math.abs(p90 - 90_000) / 90_000).toBeLessThan(0.05);
  });

  it('are not known of sums alone', () => {
    const store = makeStore();
    store.add({ metric: lag, timestampMs: NOW, values: { sum: 9, count: 2, min: 1, max: 8 } });
    expect([minutes(store, 'p99', 1)[0], minutes(store, 'Maximum', 1)[0]]).toEqual([undefined, 8]);
  });
});

describe('what is kept', () => {
  it('is one series, in whatever order its dimensions are named', () => {
    const store = makeStore();
    store.add(measured(lag, 1, NOW));
    store.add(measured({ ...lag, dimensions: { aggregation: 'b', pipeline: 'a' } }, 1, NOW));
    store.add(measured({ ...lag, dimensions: { pipeline: 'a' } }, 1, NOW));
    expect([...store.all()]).toHaveLength(2);
    expect(minutes(store, 'Sum', 1)).toEqual([2]);
  });

  it('is in order, however late it comes', () => {
    const store = makeStore();
    for (const minute of [2, 0, 1, 0]) store.add(measured(lag, minute + 1, NOW + minute * MINUTE));
    expect(minutes(store, 'Sum', 3)).toEqual([2, 2, 3]);
  });

  it.each([
    ['older than two weeks', -15 * 24 * 60 * MINUTE],
    ['more than two hours ahead', 121 * MINUTE],
  ])('is nothing %s', (_, fromNowMs) => {
    const store = makeStore();
    store.add(measured(lag, 1, NOW + fromNowMs));
    expect(store.find(lag)).toBeUndefined();
  });

  it('is bounded: the oldest data points go', () => {
    const store = makeStore({ maxPoints: 2 });
    for (const minute of [0, 1, 2]) store.add(measured(lag, 1, NOW + minute * MINUTE));
    expect(minutes(store, 'Sum', 3)).toEqual([undefined, 1, 1]);
  });

  it('is bounded: the series that was written longest ago goes', () => {
    const store = makeStore({ maxSeries: 2 });
    for (const name of ['a', 'b', 'a', 'c']) store.add(measured({ ...lag, name }, 1, NOW));
    expect([...store.all()].map(({ metric }) => metric.name)).toEqual(['a', 'c']);
  });
});
