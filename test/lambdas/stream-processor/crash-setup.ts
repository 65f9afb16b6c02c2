import type { RecordReader } from '../../../src/codecs/record-reader.ts';
import { seconds } from '../../../src/engine/index.ts';
import type { Progress } from '../../../src/engine/progress.ts';
import { composeStreamProcessor } from '../../support/compose-functions.ts';
import { KILLED, makeMortal, portsThrough } from '../../support/kill-steps.ts';
import { makeTestDeps, PLENTY_OF_TIME, type TestDeps } from '../../support/lambda-deps.ts';
import type { RecordGiven } from '../../support/lambda-events.ts';
import { saleReader } from '../../support/packed-sales.ts';
import { batchOf, DEFINITION_HASHES, LANE, NOON_MS, salesPlan } from '../../support/sales.ts';

/** What ends the process: opening the record with these data, or decoding an event that is broken. */
export interface Poison {
  readonly data?: string;
  readonly brokenEvents?: boolean;
}

/** The function's timeout: records older than this are old. */
const TIMEOUT_SECONDS = 60;

export interface CrashTest {
  readonly deps: TestDeps;
  /** Hands a batch to a new process that this poison ends. @returns what it reports as not done, or that nobody heard of it */
  attempt(poison: Poison, ...records: readonly RecordGiven[]): Promise<readonly string[] | typeof KILLED>;
  progress(): Promise<Progress>;
  /** Changes what is stored. */
  store(change: Partial<Progress>): Promise<void>;
  /** Moves the clock to so many seconds after noon. */
  at(secondsAfterNoon: number): void;
}

/** Every record that arrived by noon is old. */
export function makeCrashTest(): CrashTest {
  const deps = makeTestDeps();
  const { state, stream } = deps.twins;
  stream.open(LANE.shardId);
  const plan = salesPlan();
  const at = (secondsAfterNoon: number): void =>
    deps.clock.advance(NOON_MS + seconds(secondsAfterNoon) - deps.clock.nowMs());
  at(TIMEOUT_SECONDS + 1);
  return {
    deps,
    at,
    progress: () => state.readProgress(LANE),
    async store(change) {
      const stored = await state.readProgress(LANE);
      await state.writeProgress(LANE, { ...stored, ...change }, stored.version);
    },
    async attempt(poison, ...records) {
      const { around, kill, end } = makeMortal();
      const handle = composeStreamProcessor(plan, portsThrough(deps, around), {
        makeReader: () => poisoned(saleReader(plan), poison, kill),
        definitionHashes: DEFINITION_HASHES,
        timeoutMs: seconds(TIMEOUT_SECONDS),
      });
      const ended = await end(handle(batchOf(...records), PLENTY_OF_TIME));
      return ended === KILLED ? KILLED : ended.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },
  };
}

function poisoned(reader: RecordReader, { data, brokenEvents = false }: Poison, kill: () => void): RecordReader {
  const die = (): never => {
    kill();
    throw new Error('nobody hears this');
  };
  return {
    ...reader,
    open: (dataBase64) => (dataBase64 === data ? die() : reader.open(dataBase64)),
    decode(place) {
      const decoded = reader.decode(place);
      return brokenEvents && decoded.kind === 'rejected' ? die() : decoded;
    },
  };
}
