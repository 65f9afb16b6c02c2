import type { Clock, ResultRow } from '../../src/client/index.ts';
import type { ResultsView, ResultView, SeriesView, Value } from '../api/views.ts';

export interface StoredResults {
  /** The newest rows whose key contains `search`, whatever its case. */
  find(aggregation: string, search: string): Promise<ResultsView>;
  /** One key's measure by window; without a key the events of all keys. */
  series(aggregation: string, key: string | undefined, measure: string): Promise<SeriesView>;
}

export interface StoredResultsDeps {
  readonly results: (aggregation: string) => AsyncIterable<ResultRow>;
  readonly clock: Clock;
}

/** What the page shows at most; whoever looks for more searches. */
const MOST_ROWS = 200;
/** A scan reads the whole table, so rows may be so old, or as old as some scans take. */
const MAX_AGE_MS = 2_000;
const REST = 3;
/** The measure that every aggregation has. */
export const EVENTS = 'events';

interface Scan {
  readonly rows: Promise<readonly ResultRow[]>;
  freshUntilMs: number;
}

/** Scans an aggregation's results when somebody asks, and keeps them for a moment for the next who does. */
export function makeStoredResults({ results, clock }: StoredResultsDeps): StoredResults {
  const scans = new Map<string, Scan>();

  const rowsOf = (aggregation: string): Promise<readonly ResultRow[]> => {
    const startedMs = clock.nowMs();
    const kept = scans.get(aggregation);
    if (kept && startedMs < kept.freshUntilMs) return kept.rows;
    const scan: Scan = { rows: newestFirst(results(aggregation)), freshUntilMs: Number.POSITIVE_INFINITY };
    scans.set(aggregation, scan);
    scan.rows.then(
      () => {
        const nowMs = clock.nowMs();
        scan.freshUntilMs = nowMs + Math.max(MAX_AGE_MS, (nowMs - startedMs) * REST);
      },
      () => scans.delete(aggregation),
    );
    return scan.rows;
  };

  return {
    async find(aggregation, search) {
      const rows = await rowsOf(aggregation);
      const wanted = search.toLowerCase();
      const found = wanted === '' ? rows : rows.filter(({ key }) => key.toLowerCase().includes(wanted));
      return {
        measures: Object.keys(rows[0]?.measures ?? {}),
        rows: found.slice(0, MOST_ROWS).map(resultView),
        found: found.length,
        total: rows.length,
      };
    },

    async series(aggregation, key, measure) {
      const values = new Map<number, number | null>();
      for (const row of await rowsOf(aggregation)) {
        if (key !== undefined && row.key !== key) continue;
        const value = measure === EVENTS ? row.n : Number(row.measures[measure]);
        const sum = (values.get(row.windowStartMs) ?? 0) + value;
        values.set(row.windowStartMs, Number.isFinite(sum) ? sum : null);
      }
      const points = [...values].sort(([a], [b]) => a - b);
      return { startsMs: points.map(([startMs]) => startMs), values: points.map(([, value]) => value) };
    },
  };
}

async function newestFirst(rows: AsyncIterable<ResultRow>): Promise<readonly ResultRow[]> {
  const collected: ResultRow[] = [];
  for await (const row of rows) collected.push(row);
  return collected.sort((a, b) => b.windowStartMs - a.windowStartMs || (a.key < b.key ? -1 : 1));
}

function resultView({ key, windowStartMs, windowEndMs, n, revision, measures }: ResultRow): ResultView {
  const told = Object.entries(measures).map(([name, value]): [string, Value] => [
    name,
    typeof value === 'bigint' ? String(value) : value,
  ]);
  const view = { key, startMs: windowStartMs, endMs: windowEndMs, events: n, revision };
  return { ...view, measures: Object.fromEntries(told) };
}
