import type { Output } from './session.ts';
import { textTable } from './text-table.ts';

/** A table as it is shown to people, and its cells in full for other programs. */
export interface TableText {
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly isNumber: (column: number) => boolean;
}

/** A table on a terminal, tab-separated lines with a header in a pipe. */
export function writeTable(output: Output, shown: TableText, full: TableText = shown): void {
  if (output.isTerminal) output.line(textTable(shown.titles, shown.rows, shown.isNumber));
  else for (const row of [full.titles, ...full.rows]) output.line(row.join('\t'));
}
