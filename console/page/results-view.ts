import { whole } from '../../src/client/number-text.ts';
import type { ResultsView, ResultView, SeriesView } from '../api/views.ts';
import { ask, problemOf } from './api.ts';
import { makeChart } from './chart.ts';
import { button, byId, type Child, choice, el } from './dom.ts';
import { shortInstant, valueText } from './format.ts';
import { makeTable, type Table } from './table.ts';

/** The measure that every aggregation has. */
const EVENTS = 'events';

/** Stored results: a table that can be searched, and a line over the windows. @returns what reads them again */
export function makeResultsView(aggregations: readonly string[]): () => Promise<void> {
  const note = el('p', { class: 'note', id: 'results-note', role: 'status' });
  const place = el('div');
  const chart = makeChart([{ name: 'value', colour: 'flow', filled: true }]);
  const title = el('h3', { id: 'series-title' });
  let calledOff = new AbortController();
  let shown: { readonly aggregation: string; readonly measures: readonly string[]; readonly table: Table } | undefined;
  let key: string | undefined;

  const refresh = async (): Promise<void> => {
    calledOff.abort();
    calledOff = new AbortController();
    const { signal } = calledOff;
    try {
      const wanted = { aggregation: aggregation.value };
      show(await ask<ResultsView>('/api/results', { ...wanted, search: search.value }, signal));
      const line = { ...wanted, measure: measure.value, ...(key === undefined ? {} : { key }) };
      showSeries(await ask<SeriesView>('/api/series', line, signal));
    } catch (error) {
      const problem = problemOf(error);
      if (problem !== undefined) note.textContent = problem;
    }
  };
  const again = (): void => void refresh();
  const choose = (next: string | undefined): void => {
    key = next;
    again();
  };

  const aggregation = choice(aggregations, () => choose(undefined), { id: 'aggregation' });
  const measure = choice([EVENTS], again, { id: 'measure' });
  const search = el('input', { id: 'search', type: 'search', autocomplete: 'off', spellcheck: 'false' });
  search.addEventListener('input', again);
  const all = button('All keys', () => choose(undefined), { id: 'all-keys' });

  const show = ({ measures, rows, found, total }: ResultsView): void => {
    const table = tableOf(measures);
    table.set(rows.map((row) => resultRow(row, measures, choose)));
    const shortened = found > rows.length ? `, the newest ${rows.length} of them shown` : '';
    note.textContent = `${whole(found)} of ${whole(total)} results${shortened}`;
  };

  const tableOf = (measures: readonly string[]): Table => {
    const isSame = shown?.aggregation === aggregation.value && String(shown.measures) === String(measures);
    if (shown && isSame) return shown.table;
    const numbers = [EVENTS, ...measures, 'revision'].map((name) => ({ name, isNumber: true }));
    const columns = [{ name: 'Window from' }, { name: 'Key' }, ...numbers];
    const table = makeTable(`Results of ${aggregation.value}`, columns, 'No results');
    shown = { aggregation: aggregation.value, measures, table };
    place.replaceChildren(table.element);
    const names = [EVENTS, ...measures];
    measure.replaceChildren(...names.map((name) => el('option', { value: name }, name)));
    return table;
  };

  const showSeries = ({ startsMs, values }: SeriesView): void => {
    title.textContent = `${measure.value} by window, ${key === undefined ? 'all keys together' : `key ${key}`}`;
    all.hidden = key === undefined;
    chart.set(startsMs, [values], `${title.textContent}: ${startsMs.length} windows; the table has the numbers`);
  };

  byId('results').append(
    el(
      'div',
      { class: 'controls', role: 'search', 'aria-label': 'Results' },
      labelled('Aggregation', aggregation),
      labelled('Search keys', search),
      labelled('In the chart', measure),
      all,
    ),
    title,
    chart.element,
    note,
    place,
  );
  return refresh;
}

function labelled(text: string, field: HTMLElement): HTMLElement {
  return el('label', { for: field.id }, text, field);
}

function resultRow(row: ResultView, names: readonly string[], choose: (key: string) => void): Child[] {
  const { key, startMs, events, revision, measures } = row;
  const name = key === '' ? '(empty)' : key;
  const chosen = button(name, () => choose(key), {
    class: 'link',
    'data-key': `${startMs} ${key}`,
    title: 'Show this key in the chart',
  });
  const values = names.map((measure) => valueText(measures[measure]));
  return [shortInstant(startMs), chosen, whole(events), ...values, String(revision)];
}
