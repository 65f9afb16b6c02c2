import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listPipelines, loadPipelines } from '../../lib/discover-pipelines.ts';
import { AGGREGATION_METRICS, PIPELINE_METRICS } from '../../src/ports/telemetry.ts';
import { PROJECT, tableRows } from './markdown.ts';

const PAGE = 'docs/metrics.md';
/** Custom metrics, each month (CloudWatch price list). */
const DOLLARS_PER_SERIES = 0.3;
/** A pipeline of so many aggregations is a large one; more series than these want a reason. */
const MANY_AGGREGATIONS = 20;
const MOST_SERIES = 200;

const seriesOf = (aggregations: number): number =>
  Object.keys(PIPELINE_METRICS).length + aggregations * Object.keys(AGGREGATION_METRICS).length;

const folder = join(PROJECT, 'pipelines');
const pipelines = await loadPipelines(folder, listPipelines(folder), PROJECT);
const prices = pipelines.map(({ definition: { name, aggregations } }) => {
  const series = seriesOf(aggregations.length);
  return [name, String(aggregations.length), String(series), `$${(series * DOLLARS_PER_SERIES).toFixed(2)}`];
});

describe('docs/metrics.md', () => {
  const rows = tableRows(PAGE, 'metric');

  it('lists every metric with its unit and its dimensions', () => {
    const wanted = [
      ...Object.entries(PIPELINE_METRICS).map(([name, unit]) => [`\`${name}\``, unit, 'pipeline']),
      ...Object.entries(AGGREGATION_METRICS).map(([name, unit]) => [`\`${name}\``, unit, 'pipeline, aggregation']),
    ];
    expect(rows.map((row) => row.slice(0, 3)).sort()).toEqual(wanted.sort());
  });

  it('has the price of each pipeline', () => {
    expect(tableRows(PAGE, 'pipeline')).toEqual(prices);
  });
});

describe('the series of metrics', () => {
  it.each(prices)('of %s with %s aggregations are %s, for %s a month', (_name, _aggregations, series) => {
    expect(Number(series)).toBeLessThanOrEqual(MOST_SERIES);
  });

  it(`of a pipeline with ${MANY_AGGREGATIONS} aggregations are at most ${MOST_SERIES}`, () => {
    expect(seriesOf(MANY_AGGREGATIONS)).toBeLessThanOrEqual(MOST_SERIES);
  });
});
