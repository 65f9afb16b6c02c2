import pc from 'picocolors';
import type { ContributingEvent, EventSearch, Explanation, LaneShare, RedrivenShare } from '../client/index.ts';
import { jsonText } from '../client/json-text.ts';
import type { ResultValue } from '../engine/accumulators/accumulator.ts';
import { counted } from './counted.ts';
import { inOneCell } from './format-letters.ts';
import { instant } from './format-time.ts';
import { tableLines } from './text-table.ts';

const LABEL_WIDTH = 10;
const SHOWN_DIGITS = 3;
const SHOWN_EVENT = 100;

/** What a result is made of, for people. */
export function explanationLines(explanation: Explanation, search: EventSearch | undefined): string[] {
  const { aggregation, generation, key, windowStartMs, windowEndMs, lanes, redriven, isMarked, verdict } = explanation;
  return [
    `${pc.bold(`${aggregation} ${inOneCell(key)}`)}, ${instant(windowStartMs)} to ${instant(windowEndMs)}, generation ${generation}`,
    labelled('stored', storedText(explanation)),
    labelled('shares', `${counted(lanes.length, 'lane')}, ${counted(redriven.length, 'redriven event')}`),
    ...(lanes.length + redriven.length === 0 ? [] : ['', ...shareTable(explanation), '']),
    labelled('window', windowText(explanation)),
    labelled('mark', isMarked ? 'a request to write this window waits' : 'none'),
    labelled('verdict', verdict.kind === 'differs' ? pc.red(verdict.line) : verdict.line),
    ...(search ? ['', ...searchLines(search)] : []),
  ];
}

/** What a result is made of, for programs. */
export function explanationJson(explanation: Explanation, search: EventSearch | undefined): string {
  const { windowStartMs, windowEndMs, lanes, redriven, merged, stored, control, ...rest } = explanation;
  return jsonText({
    ...rest,
    windowStart: instant(windowStartMs),
    windowEnd: instant(windowEndMs),
    lanes: lanes.map(shareJson),
    redriven: redriven.map((share) => ({ ...shareJson(share), decision: share.decision ?? null })),
    merged: merged ? { n: merged.n, measures: merged.measures } : null,
    stored: stored
      ? { n: stored.n, revision: stored.revision, generation: stored.generation, measures: stored.measures }
      : null,
    firedThrough: orNull(control?.firedThroughMs),
    expiredThrough: orNull(control?.expiredThroughMs),
    collectedThrough: orNull(control?.collectedThroughMs),
    ...(search ? { search: { ...search, events: search.events.map(eventJson) } } : {}),
  });
}

function storedText({ stored }: Explanation): string {
  if (!stored) return 'no row';
  const { revision, n, measures } = stored;
  const corrected = revision === 1 ? 'as first written' : `corrected ${counted(revision - 1, 'time')}`;
  return `n ${n}, ${measuresText(measures)}; revision ${revision}, ${corrected}`;
}

function measuresText(measures: Readonly<Record<string, ResultValue>>): string {
  return Object.entries(measures)
    .map(([name, value]) => `${name} ${shown(value)}`)
    .join(', ');
}

function shareTable({ lanes, redriven, merged }: Explanation): string[] {
  const names = Object.keys(merged?.measures ?? {});
  const cells = (from: string, share: Pick<LaneShare, 'n' | 'measures'>, applied: string) => [
    from,
    String(share.n),
    ...names.map((name) => shown(share.measures[name] ?? null)),
    applied,
  ];
  const rows = [
    ...lanes.map((share) => cells(nameOf(share), share, share.applied)),
    ...redriven.map((share) => cells(`${nameOf(share)}, redriven (${originOf(share)})`, share, share.applied)),
    ...(merged ? [cells('together', merged, '')] : []),
  ];
  return tableLines(
    ['share of', 'n', ...names, 'applied through'],
    rows,
    (column) => column > 0 && column <= names.length + 1,
  );
}

function originOf({ decision }: RedrivenShare): string {
  if (!decision) return 'decision not known';
  return decision.origin === 'rejected' ? 'had been rejected' : 'had been too late';
}

function nameOf({ shardId }: LaneShare): string {
  return shardId ?? 'a lane that is not known any more';
}

function windowText({ control, windowEndMs }: Explanation): string {
  if (!control) return 'nothing was processed in this generation yet';
  const { firedThroughMs, expiredThroughMs, collectedThroughMs } = control;
  const reached = (throughMs: number | null): boolean => throughMs !== null && windowEndMs <= throughMs;
  const fired = firedThroughMs === null ? 'nothing has fired' : `fired through ${instant(firedThroughMs)}`;
  const state = reached(collectedThroughMs)
    ? 'expired, its state may be gone'
    : reached(expiredThroughMs)
      ? 'expired'
      : reached(firedThroughMs)
        ? 'fired'
        : 'open';
  return `${state}; the aggregation: ${fired}${expiredThroughMs === null ? '' : `, expired through ${instant(expiredThroughMs)}`}`;
}

function searchLines({ events, found, counted: expected, looked, isWhole }: EventSearch): string[] {
  const shownTimes = events.reduce((sum, { times }) => sum + times, 0);
  return [
    `${counted(found, 'contribution')} found in ${counted(looked, 'record')}; the shares count ${expected}`,
    ...(isWhole ? [] : ['the search ended before the end: raise --max-records']),
    ...(isWhole && found < expected ? [`${expected - found} of them have left the stream`] : []),
    ...(found > expected ? [`${found - expected} of them were duplicates or came too late`] : []),
    ...(events.length === 0 ? [] : ['', ...eventTable(events)]),
    ...(shownTimes < found ? [`… ${found - shownTimes} more: raise --limit`] : []),
  ];
}

function eventTable(events: readonly ContributingEvent[]): string[] {
  const rows = events.map((event) => [
    event.eventTimeMs === undefined ? '–' : instant(event.eventTimeMs),
    instant(event.arrivalMs),
    event.shardId,
    `${event.eventType ?? ''}${event.times > 1 ? ` × ${event.times}` : ''}${event.isRedriven ? ' redriven' : ''}`,
    shortened(jsonText(event.event)),
  ]);
  return tableLines(['event time', 'arrived', 'shard', 'type', 'event'], rows, () => false);
}

/** An event of the stream for programs. */
function eventJson({ eventTimeMs, arrivalMs, eventType, event, problem, ...rest }: ContributingEvent) {
  return {
    ...rest,
    eventType: eventType ?? null,
    eventTime: orNull(eventTimeMs),
    arrival: instant(arrivalMs),
    event: event ?? null,
    ...(problem === undefined ? {} : { problem }),
  };
}

function shareJson({ shardId, applied, n, measures, expiresAtMs }: LaneShare) {
  return { shard: shardId ?? null, applied, n, measures, expiresAt: orNull(expiresAtMs) };
}

function shown(value: ResultValue): string {
  if (value === null) return '–';
  const text = typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(SHOWN_DIGITS) : String(value);
  return inOneCell(text);
}

function shortened(text: string): string {
  return inOneCell(text.length > SHOWN_EVENT ? `${text.slice(0, SHOWN_EVENT - 1)}…` : text);
}

function orNull(timeMs: number | null | undefined): string | null {
  return timeMs === null || timeMs === undefined ? null : instant(timeMs);
}

function labelled(label: string, text: string): string {
  return `${label.padEnd(LABEL_WIDTH)}${text}`;
}
