import { makeMemoryStateStore } from '../src/adapters/memory/memory-state-store.ts';
import { noWriteUnits } from '../src/adapters/memory/metered-table.ts';
import type { Pipeline } from '../src/engine/pipeline.ts';
import { BATCH, batchTexts, LANES, START_MS } from './reference-load.ts';
import { makeReferenceRun } from './reference-run.ts';

export interface WriteUnitsReport {
  readonly events: number;
  readonly results: number;
  /** DynamoDB write units per 1,000 events, by kind of item. */
  readonly per1000Events: Readonly<Record<string, number>>;
  readonly totalPer1000Events: number;
}

/**
 * Counts what DynamoDB would charge for the reference load: the real functions over memory twins that size items by its rules.
 * Whole windows only, all fired at the end and their state given up after, so the figure is that of a steady state.
 */
export async function measureWriteUnits(windows: number, pipeline: Pipeline): Promise<WriteUnitsReport> {
  const store = makeMemoryStateStore();
  const run = makeReferenceRun({ store, pipeline });
  const batches = windows * 60;
  const lanes = Array.from({ length: LANES }, (_, lane) => batchTexts(lane, batches));
  for (let second = 0; second < batches; second += 1) {
    for (const texts of lanes) {
      const next = texts.next();
      if (!next.done) await run.process(next.value);
    }
    await run.settle(START_MS + (second + 1) * 1_000);
  }
  await run.drain(START_MS + batches * 1_000);
  const events = batches * LANES * BATCH;
  const lived = { ...noWriteUnits(), ...store.writeUnits };
  await run.expire(START_MS + batches * 1_000);
  const units = {
    ...lived,
    // What else is written when windows expire is written by the hour, not for each of them.
    window: store.writeUnits.window,
    stamp: store.writeUnits.partial - lived.partial,
    result: run.results.writeUnits.result,
  };
  const per1000Events = Object.fromEntries(
    Object.entries(units).map(([kind, count]) => [kind, (count * 1_000) / events]),
  );
  return {
    events,
    results: run.results.rows().length,
    per1000Events,
    totalPer1000Events: Object.values(per1000Events).reduce((sum, count) => sum + count, 0),
  };
}
