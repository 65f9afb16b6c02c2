import type { KinesisStreamEvent } from 'aws-lambda';
import type { InvocationTime } from '../../../lambdas/shared/deadline.ts';
import type { Progress } from '../../../src/engine/progress.ts';
import { composeStreamProcessor } from '../../support/compose-functions.ts';
import { makeTestDeps, PLENTY_OF_TIME, type TestDeps } from '../../support/lambda-deps.ts';
import type { RecordGiven } from '../../support/lambda-events.ts';
import { saleReader } from '../../support/packed-sales.ts';
import {
  batchOf,
  DEFINITION_HASHES,
  LANE,
  OTHER_LANE,
  type SalesOptions,
  salesPlan,
  windowAt,
} from '../../support/sales.ts';
import { makeTelemetryBook, type TelemetryBook } from '../../support/telemetry-book.ts';

/** Sequence numbers that a response says are not done. */
export type Process = (...records: readonly RecordGiven[]) => Promise<readonly string[]>;

export interface ProcessorTest {
  readonly deps: TestDeps;
  readonly telemetry: TelemetryBook;
  /** Hands records to one warm instance. */
  readonly process: Process;
  /** A new, cold instance over the same services, of another definition if told so. */
  start(options?: SalesOptions): Process;
  handle(event: KinesisStreamEvent, time: InvocationTime): Promise<readonly string[]>;
  progress(): Promise<Progress>;
  /** What the table holds of a window: events by key, over all lanes. */
  counted(aggregation: string, startSeconds?: number): Promise<Readonly<Record<string, number>>>;
  /** Announces every window that ends at most so many seconds after noon, as the keeper does. */
  fireThrough(seconds: number): Promise<void>;
}

export function makeProcessorTest(options: SalesOptions = {}): ProcessorTest {
  const deps = makeTestDeps();
  const telemetry = makeTelemetryBook();
  const { state, stream } = deps.twins;
  for (const { shardId } of [LANE, OTHER_LANE]) stream.open(shardId);
  const compose = (of: SalesOptions) => {
    const plan = salesPlan(of);
    const handler = composeStreamProcessor(
      plan,
      { ...deps, telemetry },
      {
        makeReader: () => saleReader(plan),
        definitionHashes: DEFINITION_HASHES,
      },
    );
    return async (event: KinesisStreamEvent, time: InvocationTime) =>
      (await handler(event, time)).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
  const start = (of: SalesOptions = options): Process => {
    const handle = compose(of);
    return (...records) => handle(batchOf(...records), PLENTY_OF_TIME);
  };
  return {
    deps,
    telemetry,
    process: start(),
    start,
    handle: compose(options),
    progress: () => state.readProgress(LANE),
    async counted(aggregation, startSeconds = 0) {
      const counted: Record<string, number> = {};
      for await (const { partials } of state.bucketsOf(windowAt(aggregation, startSeconds))) {
        for (const { keys } of partials) {
          for (const [key, [n]] of keys) counted[key] = (counted[key] ?? 0) + Number(n);
        }
      }
      return counted;
    },
    async fireThrough(seconds) {
      const toMs = windowAt('by-shop', seconds).windowStartMs;
      for (const { aggregation } of await state.readControls()) await state.raiseFiredThrough(aggregation, 1, toMs);
    },
  };
}
