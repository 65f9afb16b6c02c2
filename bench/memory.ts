import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BATCH, batchTexts, EVENTS_PER_SECOND, LANES, START_MS } from './reference-load.ts';
import { makeReferenceRun } from './reference-run.ts';

export interface MemoryReport {
  readonly events: number;
  /** Live heap after a collection, in MB, after each million events. */
  readonly heapMb: readonly number[];
  /** The process's memory then, in MB. */
  readonly residentMb: readonly number[];
}

const SAMPLE_EVERY = 1_000_000;
const MB = 1_048_576;

/**
 * Runs the reference load for long and looks at the memory that stays after a collection. The tables are in this process too and grow
 * by 1,000 rows a window; what a function remembers is bounded and must not grow.
 */
export async function measureMemory(millions: number): Promise<MemoryReport> {
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  const run = makeReferenceRun();
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
  return { events, heapMb, residentMb };
}
