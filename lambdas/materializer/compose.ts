import type { Plan } from '../../src/engine/plan.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { ResultSink } from '../../src/ports/result-sink.ts';
import type { ResultStore } from '../../src/ports/result-store.ts';
import type { StateStore } from '../../src/ports/state-store.ts';
import type { Telemetry } from '../../src/ports/telemetry.ts';
import type { DefinitionHashes } from '../shared/generation-checks.ts';
import type { Log } from '../shared/log.ts';
import { makeReaderGuard } from '../shared/reader-guard.ts';
import { makeWritePool } from '../shared/write-pool.ts';
import { makeMaterializeWindow } from './materialize-window.ts';
import { makeMaterializer } from './materializer.ts';

/** Everything outside the function that it talks to. */
export interface MaterializerPorts {
  readonly state: StateStore;
  readonly results: ResultStore;
  /** Left out: nobody is told of results. */
  readonly resultSink?: ResultSink | undefined;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly telemetry: Telemetry;
  readonly log: Log;
}

/** One instance of the materializer, put together over the given ports. */
export function composeMaterializer(
  plan: Plan,
  { state, results, resultSink, clock, random, telemetry, log }: MaterializerPorts,
  definitionHashes: DefinitionHashes,
) {
  const pool = makeWritePool({ clock, random });
  return makeMaterializer({
    telemetry,
    clock,
    log,
    requireSameMeaning: makeReaderGuard(plan, state, definitionHashes),
    materialize: makeMaterializeWindow({ plan, state, results, resultSink, pool, log }),
  });
}
