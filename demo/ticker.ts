import type { PipelineProgress, ResultRow, RowRange } from '../src/client/index.ts';
import type { Ticker } from './demos/demo.ts';
import type { WindowsOfData } from './windows-of-data.ts';

/** What the ticker asks of the client. */
export interface TickerSource {
  results(aggregation: string, range: RowRange): AsyncIterable<ResultRow>;
  pendingWindows(aggregation: string): Promise<readonly number[]>;
}

/** Tells windows in their order, each once its results are complete. */
export function makeTicker(
  client: TickerSource,
  { aggregation, lineOf }: Ticker,
  windows: WindowsOfData,
  tell: (line: string) => void,
): (progress: PipelineProgress) => Promise<void> {
  let toldThroughMs = Number.NEGATIVE_INFINITY;

  return async (progress) => {
    const due = windows.fired(aggregation, progress).filter((startMs) => startMs > toldThroughMs);
    if (due.length === 0) return;
    const pending = new Set(await client.pendingWindows(aggregation));
    const firstPending = due.findIndex((startMs) => pending.has(startMs));
    const complete = firstPending < 0 ? due : due.slice(0, firstPending);
    const [firstMs] = complete;
    const lastMs = complete.at(-1);
    if (firstMs === undefined || lastMs === undefined) return;
    const rows = new Map<number, ResultRow[]>(complete.map((startMs) => [startMs, []]));
    for await (const row of client.results(aggregation, { fromMs: firstMs, toMs: lastMs + 1 })) {
      rows.get(row.windowStartMs)?.push(row);
    }
    for (const [startMs, ofWindow] of rows) if (ofWindow.length > 0) tell(lineOf(startMs, ofWindow));
    toldThroughMs = lastMs;
  };
}
