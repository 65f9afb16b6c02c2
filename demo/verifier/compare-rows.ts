import type { ResultRow, Value } from './evidence.ts';
import type { Problems } from './problems.ts';
import { type Expected, rowName } from './recompute.ts';

/** A quotient may be rounded once more on its way through a decimal text; anything summed or compared must be equal. */
const ROUNDING = 1e-12;

/** Every expected row is there once, with every measure as recomputed, and no other row is. */
export function compareRows(rows: readonly ResultRow[], expected: Expected['rows'], problems: Problems): void {
  const seen = new Set<string>();
  for (const row of rows) {
    const name = rowName(row.aggregation, row.key, row.windowStartMs);
    if (seen.has(name)) problems.add('result twice', name);
    seen.add(name);
    const wanted = expected.get(name);
    if (!wanted) {
      problems.add('result that should not be there', name);
      continue;
    }
    if (row.n !== wanted.n)
      problems.add('result over the wrong number of events', `${name}: ${row.n}, not ${wanted.n}`);
    compareMeasures(name, row.measures, wanted.measures, problems);
    // A row is only rewritten by more events, so it cannot have changed more often than it has events.
    if (!Number.isInteger(row.revision) || row.revision < 1 || row.revision > wanted.n) {
      problems.add('impossible revision', `${name}: ${row.revision} over ${wanted.n} events`);
    }
  }
  for (const name of expected.keys()) if (!seen.has(name)) problems.add('missing result', name);
}

function compareMeasures(
  name: string,
  given: Readonly<Record<string, Value>>,
  wanted: Readonly<Record<string, Value>>,
  problems: Problems,
): void {
  for (const measure of new Set([...Object.keys(given), ...Object.keys(wanted)])) {
    const was = given[measure];
    const should = wanted[measure];
    if (!equal(was, should)) problems.add('wrong value', `${name} ${measure}: ${show(was)}, not ${show(should)}`);
  }
}

function equal(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'number' || typeof b !== 'number' || Number.isInteger(b)) return false;
  return Math.abs(a - b) <= ROUNDING * Math.max(Math.abs(a), Math.abs(b));
}

function show(value: Value | undefined): string {
  return value === undefined ? 'nothing' : String(value);
}
