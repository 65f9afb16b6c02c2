import { createHash } from 'node:crypto';
import { makeMemoryArchive } from '../../../src/adapters/memory/memory-archive.ts';
import { type MemoryRetryQueue, makeMemoryRetryQueue } from '../../../src/adapters/memory/memory-retry-queue.ts';
import { letterBody, makeLetterWriter } from '../../../src/codecs/letter-writer.ts';
import type { RecordReader } from '../../../src/codecs/record-reader.ts';
import { taskBody } from '../../../src/codecs/task-message.ts';
import { minutes, seconds } from '../../../src/engine/index.ts';
import type { Plan } from '../../../src/engine/plan.ts';
import { encodePosition } from '../../../src/engine/position.ts';
import type { RedriveDecision } from '../../../src/engine/redrive.ts';
import type { RejectReason } from '../../../src/engine/rejection.ts';
import type { Lane } from '../../../src/ports/lane.ts';
import {
  composeMaterializer,
  composeRedriver,
  composeStreamProcessor,
  type RedriverPorts,
} from '../../support/compose-functions.ts';
import { makeTestDeps, PLENTY_OF_TIME, type TestDeps } from '../../support/lambda-deps.ts';
import { type RecordGiven, sqsEvent } from '../../support/lambda-events.ts';
import { saleReader } from '../../support/packed-sales.ts';
import {
  batchOf,
  DEFINITION_HASHES,
  LANE,
  NOON_MS,
  OTHER_LANE,
  type SalesOptions,
  salesPlan,
  windowAt,
} from '../../support/sales.ts';
import { makeTelemetryBook, type TelemetryBook } from '../../support/telemetry-book.ts';

/** What this version of the code makes of sales: those of a shop that it cannot bear are rejected. */
export interface Code extends SalesOptions {
  readonly rejects?: readonly string[];
}

/** Another pipeline of sales. */
export interface OtherPipeline {
  readonly plan: Plan;
  readonly definitionHashes: Readonly<Record<string, string>>;
}

export interface Redriver {
  /** Hands every letter that is not hidden to this instance, one after another. @returns how many came back */
  work(): Promise<number>;
}

export interface RedriverTest {
  readonly deps: TestDeps;
  readonly telemetry: TelemetryBook;
  readonly queue: MemoryRetryQueue;
  /** Bodies of the letters that the queue has given up on. */
  readonly deadLetterQueue: string[];
  /** Hands a batch to a new stream processor of this code. */
  process(code: Code, ...records: readonly RecordGiven[]): Promise<readonly string[]>;
  /** One warm instance of the stream processor. */
  startProcessor(code?: Code): (...records: readonly RecordGiven[]) => Promise<readonly string[]>;
  /** Splits a shard in two. @returns the one that takes the records of this partition key */
  split(shardId: string, partitionKey: string): string;
  /** The letter about a rejected record, kept from the queue: from now on the test delivers letters itself. */
  letter(sequenceNumber: number): string;
  /** Sends a record to the retry queue as it came, whole. */
  reject(record: RecordGiven, reason: RejectReason, position?: string): Promise<void>;
  /** Everything that a redriver talks to. */
  readonly ports: RedriverPorts;
  /** A new instance of the redriver; over other ports than the test's own where given. */
  start(code?: Code, over?: Partial<RedriverPorts>): Redriver;
  /** The same, as the service calls it. */
  compose(over?: Partial<RedriverPorts>, code?: Code): ReturnType<typeof composeRedriver>;
  /** Lets time pass, so that what is hidden comes to light. */
  pass(ms: number): void;
  /** Sends the dead letters back, as the console's redrive does. */
  redriveDeadLetters(): void;
  /** Sends what is in the late queue to the retry queue. */
  redriveLate(): void;
  /** What the late queue holds: `position: aggregation@seconds reason, …`. */
  late(): readonly string[];
  /** Fires every window that ends at most so many seconds after noon. */
  fireThrough(atSeconds: number): Promise<void>;
  expireThrough(atSeconds: number): Promise<void>;
  collectThrough(atSeconds: number): Promise<void>;
  /** Does all tasks that were sent. */
  materialize(): Promise<void>;
  /** Stored rows: `key@seconds: n events, revision r`. */
  rows(): readonly string[];
  /** What the state table holds of a window: events by key, over all lanes and redriven events. */
  counted(aggregation: string, startSeconds?: number): Promise<Readonly<Record<string, number>>>;
  /** Stored decisions of a lane: `position outcome +counted -expired`. */
  decisions(lane?: Lane): Promise<readonly string[]>;
}

/** As a queue is set up: a letter that came back so often goes to the dead-letter queue. */
const MAX_RECEIVES = 3;
/** Six times the function's timeout, as Lambda recommends. */
const VISIBILITY_MS = minutes(6);

export function makeRedriverTest(options: SalesOptions = {}, other?: OtherPipeline): RedriverTest {
  const planFor = (code: Code = {}): Plan => other?.plan ?? salesPlan({ ...options, ...code });
  const definitionHashes = other?.definitionHashes ?? DEFINITION_HASHES;
  const deps = makeTestDeps();
  const telemetry = makeTelemetryBook();
  const { state, stream, tasks, deadLetters, results } = deps.twins;
  for (const { shardId } of [LANE, OTHER_LANE]) stream.open(shardId);
  deps.clock.advance(NOON_MS);
  const queue = makeMemoryRetryQueue({ clock: deps.clock, visibilityMs: VISIBILITY_MS });
  const archive = makeMemoryArchive();
  const deadLetterQueue: string[] = [];
  let letters = 0;
  const writer = makeLetterWriter({
    pipeline: 'sales',
    nonce: () => {
      letters += 1;
      return `letter-${letters}`;
    },
    nowMs: deps.clock.nowMs,
  });
  let sentOn = 0;
  let lateTaken = 0;

  /** What functions have sent to the retry queue reaches it. */
  const sendOn = (): void => {
    for (const record of deadLetters.rejected.slice(sentOn)) queue.send(letterBody(writer.rejected(record)));
    sentOn = Math.max(sentOn, deadLetters.rejected.length);
  };

  const readerOf =
    (plan: Plan, { rejects = [] }: Code) =>
    () =>
      picky(saleReader(plan), rejects);
  const materialize = composeMaterializer(planFor(), deps, definitionHashes);

  const startProcessor = (code: Code = {}) => {
    const plan = planFor(code);
    const handle = composeStreamProcessor(plan, deps, {
      makeReader: readerOf(plan, code),
      definitionHashes,
    });
    return async (...records: readonly RecordGiven[]) => {
      const { batchItemFailures } = await handle(batchOf(...records), PLENTY_OF_TIME);
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    };
  };

  const ports: RedriverPorts = { ...deps, archive, retryQueue: queue };
  const compose = (over: Partial<RedriverPorts> = {}, code: Code = {}) => {
    const plan = planFor(code);
    const makeReader = readerOf(plan, code);
    return composeRedriver(plan, { telemetry, ...ports, ...over }, { makeReader, definitionHashes });
  };

  return {
    deps,
    telemetry,
    ports,
    queue,
    deadLetterQueue,
    process: (code, ...records) => startProcessor(code)(...records),
    startProcessor,
    split(shardId, partitionKey) {
      stream.close(shardId);
      const children = ['8', '9'].map((digit) => `${shardId.slice(0, -1)}${digit}`);
      for (const child of children) stream.open(child, shardId);
      // The shards of this stream share its hash keys equally, and the two of a split those of their parent.
      const hash = createHash('md5').update(partitionKey).digest().readUInt8(0);
      const share = 256 / [LANE, OTHER_LANE].length;
      return (hash % share < share / 2 ? children[0] : children[1]) ?? '';
    },
    letter(sequenceNumber) {
      sentOn = Number.POSITIVE_INFINITY;
      const position = encodePosition(String(sequenceNumber));
      const record = deadLetters.rejected.find((rejected) => rejected.position === position);
      if (!record) throw new Error(`record ${sequenceNumber} was not rejected`);
      return letterBody(writer.rejected(record));
    },
    reject({ shardId, dataBase64, ...record }, reason, position = encodePosition(record.sequenceNumber)) {
      const source = { lane: { ...LANE, shardId }, dataBase64, ...record };
      return deadLetters.sendRejected([{ record: source, position, reason, message: 'not looked at' }]);
    },
    compose,
    start(code = {}, over = {}) {
      const redrive = compose(over, code);
      return {
        async work() {
          sendOn();
          let cameBack = 0;
          for (let held = queue.receive(); held; held = queue.receive()) {
            if (held.receiveCount > MAX_RECEIVES) {
              queue.delete(held.receiptHandle);
              deadLetterQueue.push(held.body);
              continue;
            }
            const { batchItemFailures } = await redrive(sqsEvent([held]), PLENTY_OF_TIME);
            if (batchItemFailures.length === 0) queue.delete(held.receiptHandle);
            else cameBack += 1;
            sendOn();
          }
          return cameBack;
        },
      };
    },
    pass: (ms) => deps.clock.advance(ms),
    redriveDeadLetters() {
      for (const body of deadLetterQueue.splice(0)) queue.send(body);
    },
    redriveLate() {
      for (const record of deadLetters.tooLate.slice(lateTaken)) queue.send(letterBody(writer.tooLate(record)));
      lateTaken = deadLetters.tooLate.length;
    },
    late: () =>
      deadLetters.tooLate.slice(lateTaken).map(({ position, windows }) => {
        const texts = windows.map(
          ({ aggregation, windowStartMs, reason }) => `${aggregation}@${secondsOf(windowStartMs)} ${reason}`,
        );
        return `${shortPosition(position)}: ${texts.join(', ')}`;
      }),
    async fireThrough(atSeconds) {
      const toMs = NOON_MS + seconds(atSeconds);
      for (const { aggregation } of await state.readControls()) {
        await state.raiseFiredThrough(aggregation, 1, toMs);
        for await (const { window } of state.marksThrough(aggregation, 1, toMs)) {
          await tasks.sendTasks([{ window, late: false }], 0);
        }
      }
    },
    async expireThrough(atSeconds) {
      const toMs = NOON_MS + seconds(atSeconds);
      for (const { aggregation } of await state.readControls()) await state.raiseExpiredThrough(aggregation, 1, toMs);
    },
    async collectThrough(atSeconds) {
      const toMs = NOON_MS + seconds(atSeconds);
      for (const { aggregation } of await state.readControls()) await state.raiseCollectedThrough(aggregation, 1, toMs);
    },
    async materialize() {
      const messages = tasks.takeAll().map(({ task }, index) => ({ messageId: `task-${index}`, body: taskBody(task) }));
      await materialize(sqsEvent(messages), PLENTY_OF_TIME);
    },
    rows: () =>
      results
        .rows()
        .map(
          ({ key, windowStartMs, n, revision }) =>
            `${key}@${secondsOf(windowStartMs)}: ${n} ${n === 1 ? 'event' : 'events'}, revision ${revision}`,
        )
        .sort(),
    async counted(aggregation, startSeconds = 0) {
      const counted: Record<string, number> = {};
      for await (const { partials } of state.bucketsOf(windowAt(aggregation, startSeconds))) {
        for (const { keys } of partials) {
          for (const [key, [n]] of keys) counted[key] = (counted[key] ?? 0) + Number(n);
        }
      }
      return counted;
    },
    async decisions(lane = LANE) {
      const found: string[] = [];
      for await (const { position, decision } of state.redrivesOf(lane)) {
        found.push(`${shortPosition(position)} ${decisionText(decision)}`);
      }
      return found;
    },
  };
}

/** A reader of code that throws on sales of some shops. */
function picky(reader: RecordReader, shops: readonly string[]): RecordReader {
  return {
    ...reader,
    decode(place) {
      const decoded = reader.decode(place);
      if (decoded.kind !== 'event' || !shops.includes(shopOf(decoded.event))) return decoded;
      return { kind: 'rejected', rejection: { reason: 'USER_CODE_THREW', message: 'this shop is too much' } };
    },
  };
}

/** A sale, as the reader of sales reads it. */
function shopOf(event: unknown): string {
  return (event as { readonly shop: string }).shop;
}

/** The place of a record in tests, whose sequence numbers are short. */
export function shortPosition(position: string): string {
  return position.slice(3);
}

function decisionText({ origin, outcome, counted, expired, isDone }: RedriveDecision): string {
  const targets = (sign: string, of: RedriveDecision['counted']) =>
    of.map(({ aggregation, windowStartMs }) => `${sign}${aggregation}@${secondsOf(windowStartMs)}`);
  return [origin, outcome, ...targets('+', counted), ...targets('-', expired), ...(isDone ? ['done'] : [])].join(' ');
}

function secondsOf(ms: number): number {
  return (ms - NOON_MS) / 1_000;
}
