import { whole } from '../../src/client/number-text.ts';
import type { AggregationWindows, WindowView } from '../api/views.ts';
import { badge, byId, type Child, el } from './dom.ts';
import { shortInstant } from './format.ts';
import { makeTable, type Table } from './table.ts';

/** What the states are called where windows fill, fire and are corrected. */
const WORDS: Readonly<Record<WindowView['state'], string>> = {
  open: 'filling',
  waiting: 'firing',
  correcting: 'correcting',
  materialized: 'fired',
  corrected: 'corrected',
  expired: 'expired',
};

const COLUMNS = [
  { name: 'Window from' },
  { name: 'State' },
  { name: 'Events', isNumber: true },
  { name: 'Keys', isNumber: true },
];

/** The newest windows of each aggregation: filling, firing, fired, corrected. */
export function makeWindowsView(): (aggregations: readonly AggregationWindows[]) => void {
  const tables = new Map<string, Table>();
  const container = byId('windows').appendChild(el('div', { class: 'columns' }));
  const tableOf = (aggregation: string): Table => {
    const known = tables.get(aggregation);
    if (known) return known;
    const made = makeTable(aggregation, COLUMNS, 'No windows with state');
    tables.set(aggregation, made);
    container.append(made.element);
    return made;
  };
  return (aggregations) => {
    for (const { aggregation, windows } of aggregations) {
      const most = Math.max(1, ...windows.map(({ events }) => events));
      tableOf(aggregation).set(windows.map((window) => windowRow(window, most)));
    }
  };
}

function windowRow({ startMs, state, events, keys, corrected }: WindowView, most: number): Child[] {
  const filled = el('span', { class: 'bar', 'data-state': state }, whole(events));
  filled.style.setProperty('--share', `${Math.round((events / most) * 100)}%`);
  const word = state === 'corrected' ? `${whole(corrected)} corrected` : WORDS[state];
  return [shortInstant(startMs), badge(state, word), filled, whole(keys)];
}
