import { makeCollectGarbage } from './collect-garbage.ts';
import { BATCH, batchTexts, EVENTS_PER_SECOND, LANES, START_MS } from './reference-load.ts';
import { makeReferenceRun, type ReferenceRun } from './reference-run.ts';

export interface MemoryReport {
  readonly events: number;
  /** Live heap after a collection, in MB, after each million events. */
  readonly heapMb: readonly number[];
  /** The process's memory then, in MB. */
  readonly residentMb: readonly number[];
  /** Live heap at the end without the functions: the tables, which grow by 1,000 rows a window, and what was there at the start. */
  readonly tablesMb: number;
}

const SAMPLE_EVERY = 1_000_000;
const MB = 1_048_576;
/** The instance's memory of its own writes is full within the first million events, so that its growth is not taken for a leak. */
const CACHED_KEYS = 2_000;

/**
 * Runs the reference load for long and looks at the memory that stays after a collection. The tables are in this process too and
 * grow; what a function remembers is bounded and must not.
 */
export async function measureMemory(millions: number): Promise<MemoryReport> {
  const collectGarbage = makeCollectGarbage();
  let run: ReferenceRun | undefined = makeReferenceRun({ cachedKeys: CACHED_KEYS });
  const { store, results } = run;
  const events = millions * SAMPLE_EVERY;
  const seconds = events / EVENTS_PER_SECOND;
  const lanes = Array.from({ length: LANES }, (_, lane) => batchTexts(lane, seconds));
  const heapMb: number[] = [];
  const residentMb: number[] = [];
  for (let second = 1; second <= seconds; second += 1) {
    for (const texts of lanes) {
      const next = texts.next();
      if (!next.done) await run.process(next.value);
    }
    await run.settle(START_MS + second * 1_000);
    if ((second * LANES * BATCH) % SAMPLE_EVERY !== 0) continue;
    collectGarbage();
    const { heapUsed, rss } = process.memoryUsage();
    heapMb.push(heapUsed / MB);
    residentMb.push(rss / MB);
  }
  run = undefined;
  collectGarbage();
  const tablesMb = process.memoryUsage().heapUsed / MB;
  // Still in use, so that the collection has left them.
  if (results.rows().length === 0 || (await store.readControls()).length === 0)
    throw new Error('the run left no tables');
  return { events, heapMb, residentMb, tablesMb };
}
