import pc from 'picocolors';
import type { ResultRow, StreamEvent } from '../client/index.ts';
import { jsonText } from '../client/json-text.ts';
import { inOneCell } from './format-letters.ts';
import { instant } from './format-time.ts';

const SHOWN_EVENT = 200;
const SHOWN_DIGITS = 3;

/** A result in one line. */
export function tailLine({ aggregation, key, windowStartMs, n, measures, revision }: ResultRow): string {
  const values = Object.entries(measures).map(([name, value]) => `${name} ${shown(value)}`);
  const corrected = revision > 1 ? pc.yellow(`  revision ${revision}`) : '';
  return `${instant(windowStartMs)}  ${aggregation}  ${pc.bold(inOneCell(key))}  ${values.join(', ')}  n ${n}${corrected}`;
}

/** An event in one line. */
export function streamEventLine({ shardId, arrivalMs, eventTimeMs, eventType, event, problem }: StreamEvent): string {
  const what = eventType === undefined ? '' : `${eventType} ${jsonText(event)}`;
  const text = what.length > SHOWN_EVENT ? `${what.slice(0, SHOWN_EVENT - 1)}…` : what;
  const at = eventTimeMs === undefined ? '–' : instant(eventTimeMs);
  return [
    instant(arrivalMs),
    shardId,
    at,
    inOneCell(text),
    ...(problem === undefined ? [] : [pc.red(inOneCell(problem))]),
  ].join('  ');
}

/** An event as a JSON line. */
export function streamEventJson({ eventTimeMs, arrivalMs, eventType, event, problem, ...rest }: StreamEvent): string {
  return jsonText({
    ...rest,
    eventType: eventType ?? null,
    eventTime: eventTimeMs === undefined ? null : instant(eventTimeMs),
    arrival: instant(arrivalMs),
    event: event ?? null,
    problem: problem ?? null,
  });
}

function shown(value: ResultRow['measures'][string]): string {
  if (value === null) return '–';
  const text = typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(SHOWN_DIGITS) : String(value);
  return inOneCell(text);
}
