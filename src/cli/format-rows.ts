import pc from 'picocolors';
import type { LiveRow, ResultRow } from '../client/index.ts';
import { exactMeasures } from '../codecs/exact-measures.ts';
import type { ResultValue } from '../engine/accumulators/accumulator.ts';
import { instant } from './format-time.ts';
import { textTable } from './text-table.ts';

export type Row = LiveRow | ResultRow;

/** Digits after the point that a person gets to see; lines for other programs carry all of them. */
const SHOWN_DIGITS = 3;

/** Rows as a table for people: measures rounded, rows by window, then key. */
export function tableOf(rows: readonly Row[]): string {
  const isNumber = (column: number): boolean => column > 1;
  return textTable(
    titles(rows),
    rows.map((row) => cells(row).map(shown)),
    isNumber,
  );
}

/** Rows as tab-separated lines with a header, values in full. */
export function plainLines(rows: readonly Row[]): string[] {
  return [titles(rows), ...rows.map((row) => cells(row).map(String))].map((line) => line.join('\t'));
}

/** A row as a JSON line. Whole numbers beyond 2^53 are text, so that no reader rounds them. */
export function jsonLine({ windowStartMs, windowEndMs, aggregation, key, ...values }: Row): string {
  const window = { windowStart: instant(windowStartMs), windowEnd: instant(windowEndMs) };
  return JSON.stringify({ aggregation, key, ...window, ...values, measures: exactMeasures(values.measures) });
}

/** By window, then by key. */
export function compareRows(a: Row, b: Row): number {
  return a.windowStartMs - b.windowStartMs || (a.key < b.key ? -1 : Number(a.key > b.key));
}

function titles([row]: readonly Row[]): string[] {
  if (!row) return [];
  return ['window', 'key', ...Object.keys(row.measures), 'n', ...('revision' in row ? ['revision'] : [])];
}

function cells(row: Row): ResultValue[] {
  const revision = 'revision' in row ? [row.revision] : [];
  return [instant(row.windowStartMs), row.key, ...Object.values(row.measures), row.n, ...revision];
}

function shown(value: ResultValue): string {
  if (value === null) return pc.dim('–');
  return typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(SHOWN_DIGITS) : String(value);
}
