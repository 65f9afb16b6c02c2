import type { WindowStanding } from '../client/index.ts';
import { jsonText } from '../client/json-text.ts';
import { instant } from './format-time.ts';
import type { TableText } from './write-table.ts';

const TITLES = ['aggregation', 'window', 'end', 'state', 'partitions', 'waiting'];
const COUNTS = ['keys', 'events', 'rows', 'corrected'];

export function windowTable(windows: readonly WindowStanding[]): TableText {
  const hasCounts = windows.some(({ counts }) => counts !== undefined);
  return {
    titles: hasCounts ? [...TITLES, ...COUNTS] : TITLES,
    rows: windows.map((window) => [
      window.aggregation,
      instant(window.windowStartMs),
      instant(window.windowEndMs),
      window.state,
      String(window.partitions),
      String(window.waitingPartitions),
      ...countCells(window),
    ]),
    isNumber: (column) => column > 3,
  };
}

/** A window as a JSON line. */
export function windowJson({ windowStartMs, windowEndMs, counts, ...window }: WindowStanding): string {
  const { aggregation, generation, ...rest } = window;
  const times = { windowStart: instant(windowStartMs), windowEnd: instant(windowEndMs) };
  return jsonText({ aggregation, generation, ...times, ...rest, counts: counts ?? null });
}

function countCells({ counts }: WindowStanding): string[] {
  if (!counts) return [];
  return [counts.keys, counts.events, counts.rows, counts.corrected].map(String);
}
