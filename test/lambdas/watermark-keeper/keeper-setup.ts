import type { InvocationTime } from '../../../lambdas/shared/deadline.ts';
import { makeGenerationGuard } from '../../../lambdas/shared/generation-guard.ts';
import { pokeBody } from '../../../src/codecs/task-message.ts';
import { type Counts, NO_COUNTS, NO_PROGRESS, type Progress } from '../../../src/engine/progress.ts';
import { minutes, seconds } from '../../../src/engine/time.ts';
import { NO_TELEMETRY, type Telemetry } from '../../../src/ports/telemetry.ts';
import { composeWatermarkKeeper } from '../../support/compose-functions.ts';
import { makeTestDeps, PLENTY_OF_TIME, type TestDeps } from '../../support/lambda-deps.ts';
import { sqsEvent } from '../../support/lambda-events.ts';
import { DEFINITION_HASHES, NOON_MS, type SalesOptions, STREAM, salesPlan, windowAt } from '../../support/sales.ts';

export const shard = (number: number) => `shardId-${String(number).padStart(12, '0')}`;

/** What a lane has done, in seconds after noon. */
export interface LaneGiven {
  readonly done?: number;
  readonly arrival?: number;
  readonly position?: string;
  /** Through which record it is decided; default: what is done. */
  readonly decided?: string;
  readonly counts?: Counts;
}

export type PokeKind = 'tick' | 'crossed' | 'drain';

export interface KeeperTest {
  readonly deps: TestDeps;
  /** Runs the keeper once, for one poke or for those given. */
  run(...kinds: readonly PokeKind[]): Promise<readonly string[]>;
  runIn(time: InvocationTime): Promise<readonly string[]>;
  /** A new, cold instance over the same services. */
  start(): KeeperTest['run'];
  lane(shardNumber: number, given: LaneGiven): Promise<void>;
  mark(aggregation: string, startSeconds: number, nonce?: string): Promise<void>;
  /** The global watermark, seconds after noon. */
  watermark(): Promise<number | null>;
  firedThrough(aggregation?: string): Promise<number | null>;
  /** Moves the keeper's clock to so many seconds after noon. */
  at(secondsAfterNoon: number): void;
}

/** A keeper over shards that are open and empty, with the control items in place. */
export async function makeKeeperTest(
  shardCount: number,
  options: SalesOptions = {},
  telemetry: Telemetry = NO_TELEMETRY,
): Promise<KeeperTest> {
  const deps = makeTestDeps();
  const { state, stream } = deps.twins;
  const plan = salesPlan(options);
  for (let number = 0; number < shardCount; number += 1) stream.open(shard(number));
  await makeGenerationGuard(plan, state, DEFINITION_HASHES)();
  let pokes = 0;
  const startIn = (): ((time: InvocationTime, ...kinds: readonly PokeKind[]) => Promise<readonly string[]>) => {
    const keep = composeWatermarkKeeper(plan, { ...deps, telemetry });
    return async (time, ...kinds) => {
      const messages = (kinds.length === 0 ? (['tick'] as const) : kinds).map((kind) => {
        pokes += 1;
        return { messageId: `poke-${pokes}`, body: pokeBody({ kind, id: String(pokes) }) };
      });
      const { batchItemFailures } = await keep(sqsEvent(messages), time);
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    };
  };
  const runIn = startIn();
  const inSeconds = (instantMs: number | null): number | null =>
    instantMs === null ? null : (instantMs - NOON_MS) / 1_000;
  const at = (secondsAfterNoon: number): void =>
    deps.clock.advance(NOON_MS + seconds(secondsAfterNoon) - deps.clock.nowMs());
  at(0);
  return {
    deps,
    run: (...kinds) => runIn(PLENTY_OF_TIME, ...kinds),
    runIn,
    start: () => {
      const run = startIn();
      return (...kinds) => run(PLENTY_OF_TIME, ...kinds);
    },
    async lane(shardNumber, { done, arrival = done ?? 0, position = '0011', decided = position, counts = NO_COUNTS }) {
      const lane = { ...STREAM, shardId: shard(shardNumber) };
      const { version } = await state.readProgress(lane);
      const doneMs = done === undefined ? null : NOON_MS + seconds(done);
      const next: Progress = {
        ...NO_PROGRESS,
        lastPosition: position,
        decidedThrough: decided,
        doneMaxEventTimeMs: doneMs,
        decidedMaxEventTimeMs: doneMs,
        lastArrivalMs: NOON_MS + seconds(arrival),
        counts,
      };
      await state.writeProgress(lane, next, version);
    },
    mark: (aggregation, startSeconds, nonce = 'n') =>
      state.renewMark({ window: windowAt(aggregation, startSeconds), nonce }),
    watermark: async () => inSeconds((await state.readWatermark()).watermark.watermarkMs),
    firedThrough: async (aggregation = 'by-shop') =>
      inSeconds(
        (await state.readControls()).find((control) => control.aggregation === aggregation)?.firedThroughMs ?? null,
      ),
    at,
  };
}

export const IDLE_AFTER_SECONDS = minutes(2) / 1_000;
