import Table from 'cli-table3';
import pc from 'picocolors';
import type { ResultRow } from '../../src/client/index.ts';
import type { Highlights } from '../demos/demo.ts';

const SHOWN_ROWS = 8;
/** Columns two spaces apart, without lines. */
const BARE = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '' },
  ...{ 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' },
};

/** The weightiest rows of an aggregation. */
export function highlightsTable({ columns, weight }: Highlights, rows: readonly ResultRow[]): string {
  const top = rows.toSorted((a, b) => weight(b) - weight(a)).slice(0, SHOWN_ROWS);
  const titles = Object.keys(columns);
  const texts = top.map((row) => Object.values(columns).map((textOf) => textOf(row)));
  return tableOf(titles, texts);
}

/** The first two columns are names, the others numbers. */
export function tableOf(titles: readonly string[], rows: readonly (readonly string[])[], names = 2): string {
  const table = new Table({
    head: titles.map((title) => pc.dim(title)),
    chars: BARE,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns: titles.map((_, column) => (column < names ? 'left' : 'right')),
  });
  table.push(...rows.map((row) => [...row]));
  return indented(table.toString());
}

function indented(text: string): string {
  return text.replace(/^/gm, '    ').replace(/ +$/gm, '');
}
