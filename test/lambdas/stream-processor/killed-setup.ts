import { pokeBody, taskBody } from '../../../src/codecs/task-message.ts';
import { minutes } from '../../../src/engine/index.ts';
import type { StoredResult } from '../../../src/ports/result-store.ts';
import {
  composeMaterializer,
  composeStreamProcessor,
  composeWatermarkKeeper,
  type FunctionPorts,
} from '../../support/compose-functions.ts';
import { makeTestDeps, PLENTY_OF_TIME, type TestDeps } from '../../support/lambda-deps.ts';
import { type RecordGiven, sqsEvent } from '../../support/lambda-events.ts';
import { saleReader } from '../../support/packed-sales.ts';
import { batchOf, DEFINITION_HASHES, LANE, NOON_MS, salesPlan } from '../../support/sales.ts';

const plan = salesPlan({ dedupe: { horizonMs: minutes(10) } });
/** More attempts than anything here takes. */
const MOST_ATTEMPTS = 40;

/** One attempt at a batch, by a process of its own. @returns sequence numbers that are not done */
export async function attempt(ports: FunctionPorts, ...records: readonly RecordGiven[]): Promise<readonly string[]> {
  const handle = composeStreamProcessor(plan, ports, {
    makeReader: () => saleReader(plan),
    definitionHashes: DEFINITION_HASHES,
  });
  const { batchItemFailures } = await handle(batchOf(...records), PLENTY_OF_TIME);
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

/** Delivers records until they are done, to a new process each time, as the mapping does. */
export async function deliver(ports: FunctionPorts, ...records: readonly RecordGiven[]): Promise<void> {
  for (let count = 0; count < MOST_ATTEMPTS; count += 1) if ((await attempt(ports, ...records)).length === 0) return;
  throw new Error(`not done after ${MOST_ATTEMPTS} attempts`);
}

/** Lets keeper and materializer do all that there is to do; tasks may have been lost with those who were to send them. */
export async function materialize(deps: TestDeps): Promise<void> {
  for (let round = 0; round < MOST_ATTEMPTS; round += 1) {
    // A new keeper each time: it does not remember what it has sent tasks for.
    const keep = composeWatermarkKeeper(plan, deps);
    await keep(sqsEvent([{ messageId: 'tick', body: pokeBody({ kind: 'tick', id: String(round) }) }]), PLENTY_OF_TIME);
    const tasks = deps.twins.tasks.takeAll();
    if (tasks.length === 0) return;
    const run = composeMaterializer(plan, deps, DEFINITION_HASHES);
    const messages = tasks.map(({ task }, index) => ({ messageId: String(index), body: taskBody(task) }));
    await run(sqsEvent(messages), PLENTY_OF_TIME);
  }
  throw new Error(`tasks are left after ${MOST_ATTEMPTS} rounds`);
}

/** Services with one open shard, at so many seconds after noon. */
export function makeServices(atSeconds: number): TestDeps {
  const deps = makeTestDeps();
  deps.twins.stream.open(LANE.shardId);
  deps.clock.advance(NOON_MS + atSeconds * 1_000);
  return deps;
}

/** Announces that windows have fired, or expired, which end so many seconds after noon or before. */
export async function announce(deps: TestDeps, what: 'fired' | 'expired', atSeconds: number): Promise<void> {
  const { state } = deps.twins;
  const toMs = NOON_MS + atSeconds * 1_000;
  for (const { aggregation, generation } of await state.readControls()) {
    await state.raiseFiredThrough(aggregation, generation, toMs);
    if (what === 'expired') await state.raiseExpiredThrough(aggregation, generation, toMs);
  }
}

/** Everything that must not depend on who was ended where. Letters are sent at least once, and every copy says the same. */
export async function outcomeOf({ twins }: TestDeps) {
  const { lastPosition, doneMaxEventTimeMs, decidedThrough, exceptions, attempts, counts } =
    await twins.state.readProgress(LANE);
  const letters = [...twins.deadLetters.rejected, ...twins.deadLetters.tooLate].map((letter) => JSON.stringify(letter));
  return {
    rows: twins.results.rows().map(rowText).sort(),
    letters: [...new Set(letters)].sort(),
    progress: { lastPosition, doneMaxEventTimeMs, decidedThrough, exceptions, attempts, counts },
  };
}

function rowText({ key, windowStartMs, n, measures, revision }: StoredResult): string {
  return `${key} ${(windowStartMs - NOON_MS) / 1_000}: ${n} ${JSON.stringify(measures)} revision ${revision}`;
}
