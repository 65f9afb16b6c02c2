import pc from 'picocolors';
import type { AggregationRates, Rates } from '../client/index.ts';
import { jsonText } from '../client/json-text.ts';
import { rate, whole } from '../client/number-text.ts';
import { span } from '../client/span.ts';
import type { Counts } from '../engine/progress.ts';
import { surveyJson } from './format-health.ts';
import { instant, second } from './format-time.ts';
import { tableLines } from './text-table.ts';

const OUTCOMES = ['read', 'accepted', 'duplicate', 'rejected', 'ignored'] as const;
const TITLES = ['aggregation', 'counted/s', 'filtered/s', 'too late/s', 'open', 'waiting', 'fired', 'fired through'];

/** What moves, for people. */
export function ratesLines(pipeline: string, rates: Rates, totals: Counts): string[] {
  const outcomes = OUTCOMES.map((name) => [name, rate(rates.perSecond[name]), whole(totals[name])]);
  return [
    `${pc.bold(pipeline)}  ${second(rates.atMs)}, over ${(rates.overMs / 1_000).toFixed(1)} s`,
    `watermark  ${watermarkText(rates)}`,
    '',
    ...tableLines(['records', 'a second', 'so far'], outcomes, (column) => column > 0),
    '',
    ...tableLines(TITLES, rates.aggregations.map(cells), (column) => column > 0 && column < 6),
  ];
}

/** What moves, as a JSON line. */
export function ratesJson(
  pipeline: string,
  { atMs, overMs, perSecond, watermarkMs, watermarkSpeed, aggregations }: Rates,
): string {
  return jsonText({
    pipeline,
    at: instant(atMs),
    overMs,
    perSecond,
    watermark: watermarkMs === null ? null : instant(watermarkMs),
    watermarkSpeed,
    aggregations: aggregations.map(({ perSecond: each, firedMs, ...survey }) => ({
      ...surveyJson(survey),
      firedMs,
      perSecond: each,
    })),
  });
}

function watermarkText({ atMs, watermarkMs, watermarkSpeed }: Rates): string {
  if (watermarkMs === null) return 'none yet';
  const speed = watermarkSpeed === null ? '' : `, ${rate(watermarkSpeed)} × the clock's pace`;
  const distance = atMs - watermarkMs;
  const behind = distance < 0 ? `${span(-distance)} ahead of the clock` : `${span(distance)} behind the clock`;
  return `${second(watermarkMs)}, ${behind}${speed}`;
}

function cells({ aggregation, perSecond, open, waiting, firedThroughMs, firedMs }: AggregationRates): string[] {
  return [
    aggregation,
    rate(perSecond.counted),
    rate(perSecond.filtered),
    rate(perSecond.tooLate),
    whole(open),
    whole(waiting),
    firedMs === 0 ? '–' : `+${span(firedMs)}`,
    firedThroughMs === null ? '–' : second(firedThroughMs),
  ];
}
