import type { InvocationTime } from '../../../lambdas/shared/deadline.ts';
import { makeGenerationGuard } from '../../../lambdas/shared/generation-guard.ts';
import { taskBody } from '../../../src/codecs/task-message.ts';
import { encodePosition } from '../../../src/engine/position.ts';
import type { Lane } from '../../../src/ports/lane.ts';
import type { WindowPartition } from '../../../src/ports/partial-store.ts';
import type { ResultSink } from '../../../src/ports/result-sink.ts';
import { composeMaterializer } from '../../support/compose-functions.ts';
import { makeTestDeps, PLENTY_OF_TIME, type TestDeps } from '../../support/lambda-deps.ts';
import { type MessageGiven, sqsEvent } from '../../support/lambda-events.ts';
import { DEFINITION_HASHES, LANE, salesPlan, windowAt } from '../../support/sales.ts';
import { makeTelemetryBook, type TelemetryBook } from '../../support/telemetry-book.ts';

export const WINDOW = windowAt('by-shop');

export interface MaterializerTest {
  readonly deps: TestDeps;
  readonly telemetry: TelemetryBook;
  /** Puts what a lane has counted of a window: number and amount of sales by shop. */
  put(counted: Readonly<Record<string, readonly [n: number, amount: number]>>, options?: PutOptions): Promise<void>;
  mark(nonce: string, window?: WindowPartition): Promise<void>;
  markOf(window?: WindowPartition): Promise<string | undefined>;
  /** Hands tasks to one warm instance. @returns the messages that come again */
  run(...messages: readonly MessageGiven[]): Promise<readonly string[]>;
  runIn(time: InvocationTime, ...messages: readonly MessageGiven[]): Promise<readonly string[]>;
  /** Stored rows as `shop: n, amount, revision`. */
  rows(): readonly string[];
}

export interface PutOptions {
  readonly lane?: Lane;
  readonly bucket?: number;
  readonly window?: WindowPartition;
}

export function task(
  messageId: string,
  { late = false, window = WINDOW, receiveCount = 1, sentMs = 0 } = {},
): MessageGiven {
  return { messageId, body: taskBody({ window, late }), receiveCount, sentMs };
}

/** @param resultSink left out: nobody is told of results */
export async function makeMaterializerTest({
  resultSink,
}: {
  readonly resultSink?: ResultSink;
} = {}): Promise<MaterializerTest> {
  const deps = makeTestDeps();
  const telemetry = makeTelemetryBook();
  const { state, results } = deps.twins;
  const plan = salesPlan();
  await makeGenerationGuard(plan, state, DEFINITION_HASHES)();
  const materialize = composeMaterializer(plan, { ...deps, telemetry, resultSink }, DEFINITION_HASHES);
  let puts = 0;
  const runIn: MaterializerTest['runIn'] = async (time, ...messages) => {
    const { batchItemFailures } = await materialize(sqsEvent(messages), time);
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
  return {
    deps,
    telemetry,
    async put(counted, { lane = LANE, bucket = 0, window = WINDOW } = {}) {
      puts += 1;
      const ref = { ...window, bucket, lane };
      const before = await state.readPartial(ref);
      const keys = new Map(before?.keys);
      for (const [shop, slots] of Object.entries(counted)) keys.set(shop, slots);
      await state.putPartial(ref, { applied: encodePosition(String(puts)), keys }, before?.applied);
    },
    mark: (nonce, window = WINDOW) => state.renewMark({ window, nonce }),
    markOf: (window = WINDOW) => state.readMark(window),
    run: (...messages) => runIn(PLENTY_OF_TIME, ...messages),
    runIn,
    rows: () =>
      results
        .rows()
        .map(({ key, n, measures, revision }) => `${key}: ${n}, ${measures.amount}, ${revision}`)
        .sort(),
  };
}
