import { describe, expect, it } from 'vitest';
import { parseEmf } from '../../../localstack/embedded/cloudwatch/emf.ts';

const Metrics = [{ Name: 'EventsRead', Unit: 'Count' }];
const line = (
  members: object,
  directives: object[] = [{ Namespace: 'Millrace', Dimensions: [['pipeline']], Metrics }],
) => JSON.stringify({ _aws: { Timestamp: 1_700_000_000_123, CloudWatchMetrics: directives }, ...members });

/** Metrics as texts: name, dimensions, values. */
const read = (text: string) =>
  parseEmf(text).map(({ metric, values }) => {
    const dimensions = Object.entries(metric.dimensions).map((entry) => entry.join('='));
    return [metric.name, dimensions.join(','), 'sum' in values ? [] : values.map(({ value }) => value)];
  });

describe('a line in the Embedded Metric Format', () => {
  it('has namespace, dimensions, unit and time', () => {
    expect(parseEmf(line({ pipeline: 'orders', EventsRead: 7, message: 'anything else' }))).toEqual([
      {
        metric: { namespace: 'Millrace', name: 'EventsRead', dimensions: { pipeline: 'orders' } },
        timestampMs: 1_700_000_000_123,
        unit: 'Count',
        values: [{ value: 7 }],
      },
    ]);
  });

  it('gives each metric for each set of dimensions, in every namespace', () => {
    const directives = [
      { Namespace: 'Millrace', Dimensions: [['pipeline'], ['pipeline', 'aggregation'], []], Metrics },
      { Namespace: 'Other', Dimensions: [['aggregation']], Metrics: [{ Name: 'Lag' }, { Name: 'EventsRead' }] },
    ];
    const members = { pipeline: 'orders', aggregation: 'daily', EventsRead: 1, Lag: 2.5 };
    expect(read(line(members, directives))).toEqual([
      ['EventsRead', 'pipeline=orders', [1]],
      ['EventsRead', 'pipeline=orders,aggregation=daily', [1]],
      ['EventsRead', '', [1]],
      ['Lag', 'aggregation=daily', [2.5]],
      ['EventsRead', 'aggregation=daily', [1]],
    ]);
  });

  it('may measure several values at once', () => {
    expect(read(line({ pipeline: 'orders', EventsRead: [1, 1, 3] }))).toEqual([
      ['EventsRead', 'pipeline=orders', [1, 1, 3]],
    ]);
  });
});

describe('nothing is taken from', () => {
  it.each([
    ['a text', 'INFO "CloudWatchMetrics" begin'],
    ['JSON without metrics', '{"level":"INFO","message":"done"}'],
    ['a list', '["CloudWatchMetrics"]'],
    ['half a line', line({ pipeline: 'orders', EventsRead: 7 }).slice(0, -1)],
    ['a line without a time', JSON.stringify({ _aws: { CloudWatchMetrics: [] } })],
    ['a dimension without a value', line({ EventsRead: 7 })],
    ['a dimension that is a number', line({ pipeline: 5, EventsRead: 7 })],
    ['a metric without a value', line({ pipeline: 'orders' })],
    ['a metric that is a text', line({ pipeline: 'orders', EventsRead: '7' })],
    ['an empty list of values', line({ pipeline: 'orders', EventsRead: [] })],
    ['more than 100 values', line({ pipeline: 'orders', EventsRead: Array(101).fill(1) })],
  ])('%s', (_, text) => {
    expect(parseEmf(text)).toEqual([]);
  });
});
