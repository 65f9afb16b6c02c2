import Table from 'cli-table3';
import pc from 'picocolors';

/** A table of columns two spaces apart, without lines. */
const BARE = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '' },
  ...{ 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' },
};

/** Rows under titles, for people. @param isNumber columns that are aligned to the right */
export function textTable(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  isNumber: (column: number) => boolean,
): string {
  const head = titles.map((title) => pc.bold(title));
  const table = new Table({
    head,
    chars: BARE,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns: head.map((_, column) => (isNumber(column) ? 'right' : 'left')),
  });
  for (const row of rows) table.push([...row]);
  return table.toString();
}

/** The same line by line, without the blanks that fill the last column. */
export function tableLines(...table: Parameters<typeof textTable>): string[] {
  return textTable(...table)
    .split('\n')
    .map((line) => line.trimEnd());
}
