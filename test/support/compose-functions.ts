import { makeMaterializeWindow } from '../../lambdas/materializer/materialize-window.ts';
import { makeMaterializer } from '../../lambdas/materializer/materializer.ts';
import { makeNoteUndelivered } from '../../lambdas/recovery/note-undelivered.ts';
import { makeRecoverBatch, type RecoverDeps } from '../../lambdas/recovery/recover-batch.ts';
import { makeRecovery } from '../../lambdas/recovery/recovery.ts';
import { makeDecideEvents } from '../../lambdas/redriver/decide-events.ts';
import { MAX_EVENTS_TOGETHER, MAX_IDENTIFIED_TOGETHER, makeOpenLetter } from '../../lambdas/redriver/open-letter.ts';
import { makeRedriveEvents } from '../../lambdas/redriver/redrive-events.ts';
import { makeRedriveLetter } from '../../lambdas/redriver/redrive-letter.ts';
import { makeRedriver, type RedriverDeps } from '../../lambdas/redriver/redriver.ts';
import { makeTakeId, takeNoId } from '../../lambdas/redriver/take-id.ts';
import { makeWithdrawExpired } from '../../lambdas/redriver/withdraw-expired.ts';
import { makeControlReads } from '../../lambdas/shared/control-reads.ts';
import { makeGenerationGuard } from '../../lambdas/shared/generation-guard.ts';
import type { Log } from '../../lambdas/shared/log.ts';
import { makeSchemaLookUps } from '../../lambdas/shared/look-up-schema.ts';
import { once } from '../../lambdas/shared/once.ts';
import { makeReaderGuard } from '../../lambdas/shared/reader-guard.ts';
import { makeRefire } from '../../lambdas/shared/refire-windows.ts';
import { makeSenderIds, NO_SENDER_IDS } from '../../lambdas/shared/sender-ids.ts';
import { makeWritePool } from '../../lambdas/shared/write-pool.ts';
import { makeAttemptCounter } from '../../lambdas/stream-processor/attempt-counter.ts';
import { type CircuitBreakerPolicy, makeCircuitBreaker } from '../../lambdas/stream-processor/circuit-breaker.ts';
import { makeEvaluateBatch } from '../../lambdas/stream-processor/evaluate-batch.ts';
import { makePartialCache } from '../../lambdas/stream-processor/partial-cache.ts';
import { makePokeKeeper } from '../../lambdas/stream-processor/poke-keeper.ts';
import { makeSourceRecordOf } from '../../lambdas/stream-processor/records.ts';
import { makeSendAside } from '../../lambdas/stream-processor/send-aside.ts';
import { makeStreamProcessor, type StreamProcessorDeps } from '../../lambdas/stream-processor/stream-processor.ts';
import { makePartialWriter } from '../../lambdas/stream-processor/write-partials.ts';
import { makeAnnounceWindows } from '../../lambdas/watermark-keeper/announce-windows.ts';
import { makeExpireWindows } from '../../lambdas/watermark-keeper/expire-windows.ts';
import { makeObserveLanes } from '../../lambdas/watermark-keeper/observe-lanes.ts';
import { makeStampCollected } from '../../lambdas/watermark-keeper/stamp-collected.ts';
import { makeWatermarkKeeper } from '../../lambdas/watermark-keeper/watermark-keeper.ts';
import type { RecordReader } from '../../src/codecs/record-reader.ts';
import type { Plan } from '../../src/engine/plan.ts';
import type { Archive } from '../../src/ports/archive.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { DeadLetters } from '../../src/ports/dead-letters.ts';
import type { ResultStore } from '../../src/ports/result-store.ts';
import type { RetryQueue } from '../../src/ports/retry-queue.ts';
import type { SchemaRegistry } from '../../src/ports/schema-registry.ts';
import type { StateStore } from '../../src/ports/state-store.ts';
import type { StreamReader } from '../../src/ports/stream-reader.ts';
import type { KeeperPokes, TaskQueue } from '../../src/ports/task-queue.ts';

/** Everything outside a function that it talks to. */
export interface FunctionPorts {
  readonly state: StateStore;
  readonly results: ResultStore;
  readonly stream: StreamReader;
  readonly tasks: TaskQueue;
  readonly pokes: KeeperPokes;
  readonly deadLetters: DeadLetters;
  readonly registry: SchemaRegistry;
  readonly clock: Clock;
  readonly random: () => number;
  readonly nonce: () => string;
  readonly log: Log;
}

export type DefinitionHashes = Readonly<Record<string, string>>;

export interface ProcessorOptions {
  /** Made for each instance, twice. */
  readonly makeReader: () => RecordReader;
  readonly definitionHashes: DefinitionHashes;
  /** Group keys that the warm cache holds. */
  readonly cacheKeys?: number;
  /** Default: as settings have it. */
  readonly circuitBreaker?: CircuitBreakerPolicy;
  /** Default: 60 s. */
  readonly timeoutMs?: number;
}

export const RETENTION_MS = 7 * 86_400_000;
export const ACCEPTANCE_MS = 14 * 86_400_000;

const CIRCUIT_BREAKER: CircuitBreakerPolicy = { share: 0.5, events: 20 };
const TIMEOUT_MS = 60_000;

/** The stream processor's parts, put together as its handler.ts does, over the given ports. */
export function streamProcessorDeps(plan: Plan, ports: FunctionPorts, options: ProcessorOptions): StreamProcessorDeps {
  const { state, tasks, nonce, clock, random, log } = ports;
  const { makeReader } = options;
  const pool = makeWritePool({ clock, random });
  const reader = makeReader();
  const { dedupe, watermark } = plan.pipeline;
  const { circuitBreaker = CIRCUIT_BREAKER, timeoutMs = TIMEOUT_MS } = options;
  const controls = makeControlReads({ plan, store: state, clock });
  const { readControls } = controls;
  const senderIds = dedupe
    ? makeSenderIds({
        policy: dedupe,
        store: state,
        stream: ports.stream,
        retentionMs: RETENTION_MS,
        onForgotten() {},
      })
    : NO_SENDER_IDS;
  const progress = senderIds.watch(state);
  return {
    plan,
    store: progress,
    attemptAt: makeAttemptCounter({ store: progress, clock, timeoutMs, pool, log }),
    circuitBreaker: makeCircuitBreaker(circuitBreaker),
    expiredThrough: controls.expiredThrough,
    evaluateBatch: makeEvaluateBatch({
      reader,
      makeLookUp: makeSchemaLookUps(reader, ports.registry, log),
      futureBoundMs: watermark.futureBoundMs,
    }),
    senderIds,
    sendAside: makeSendAside(ports.deadLetters, makeSourceRecordOf(makeReader())),
    writePartials: makePartialWriter({
      store: state,
      pool,
      cache: makePartialCache(options.cacheKeys),
      nonce,
      onLargeItem: ({ aggregation }, bytes) => log.warn('large item', { aggregation, bytes }),
    }),
    refire: makeRefire({ store: { readControls, renewMark: state.renewMark }, tasks, pool, nonce }),
    pokeIfCrossed: makePokeKeeper(plan, ports.pokes, log),
    identifyStream: once(() => ports.stream.identify()),
    requireSameMeaning: makeGenerationGuard(
      plan,
      { readControls, ensureControl: state.ensureControl },
      options.definitionHashes,
    ),
    log,
  };
}

/** One warm instance of the stream processor. */
export function composeStreamProcessor(plan: Plan, ports: FunctionPorts, options: ProcessorOptions) {
  return makeStreamProcessor(streamProcessorDeps(plan, ports, options));
}

export interface KeeperOptions {
  readonly acceptanceMs?: number;
  readonly retentionMs?: number;
}

/** One warm instance of the watermark keeper. */
export function composeWatermarkKeeper(plan: Plan, ports: FunctionPorts, options: KeeperOptions = {}) {
  const { state, stream, tasks, clock, random, log } = ports;
  const policy = plan.pipeline.watermark;
  const pool = makeWritePool({ clock, random, maxInFlight: 8 });
  return makeWatermarkKeeper({
    policy,
    store: state,
    observeLanes: makeObserveLanes({ policy, store: state, stream, pool }),
    announce: makeAnnounceWindows({ aggregations: plan.pipeline.aggregations, store: state, tasks }),
    expire: makeExpireWindows({
      aggregations: plan.pipeline.aggregations,
      acceptanceMs: options.acceptanceMs ?? ACCEPTANCE_MS,
      retentionMs: options.retentionMs ?? RETENTION_MS,
      store: state,
      stampCollected: makeStampCollected({ store: state, pool: makeWritePool({ clock, random }), clock }),
      clock,
    }),
    clock,
    log,
  });
}

/** One warm instance of the materializer. */
export function composeMaterializer(plan: Plan, ports: FunctionPorts, definitionHashes: DefinitionHashes) {
  const { state, results, clock, random, log } = ports;
  const pool = makeWritePool({ clock, random });
  return makeMaterializer({
    log,
    requireSameMeaning: makeReaderGuard(plan, state, definitionHashes),
    materialize: makeMaterializeWindow({ plan, state, results, pool, log }),
  });
}

export interface RedriverPorts extends FunctionPorts {
  readonly archive: Archive;
  readonly retryQueue: RetryQueue;
}

const BACK_OFF_MS = 30_000;

export interface RedriverOptions extends Pick<ProcessorOptions, 'makeReader' | 'definitionHashes'> {
  /** Default: the queue never gives a letter up. */
  readonly maxReceives?: number;
}

/** The redriver's parts, put together as its handler.ts does, over the given ports. */
export function redriverDeps(plan: Plan, ports: RedriverPorts, options: RedriverOptions): RedriverDeps {
  const { state, stream, tasks, archive, deadLetters, nonce, clock, random, log } = ports;
  const pool = makeWritePool({ clock, random });
  const reader = options.makeReader();
  const { dedupe } = plan.pipeline;
  const takeId = dedupe
    ? makeTakeId({ policy: dedupe, store: state, stream, retentionMs: RETENTION_MS, clock, random, log })
    : takeNoId;
  return {
    pipeline: plan.pipeline.name,
    requireSameMeaning: makeGenerationGuard(plan, state, options.definitionHashes),
    redriveLetter: makeRedriveLetter({
      openLetter: makeOpenLetter({
        reader,
        archive,
        makeLookUp: makeSchemaLookUps(reader, ports.registry, log),
        futureBoundMs: plan.pipeline.watermark.futureBoundMs,
        maxTogether: dedupe ? MAX_IDENTIFIED_TOGETHER : MAX_EVENTS_TOGETHER,
        clock,
      }),
      redriveEvents: makeRedriveEvents({
        plan,
        store: state,
        decideEvents: makeDecideEvents({ plan, store: state, pool, takeId }),
        withdrawExpired: makeWithdrawExpired({ plan, store: state }),
        refire: makeRefire({ store: state, tasks, pool, nonce }),
        deadLetters,
        pool,
        nonce,
      }),
      store: state,
      deadLetters,
      clock,
    }),
    queue: ports.retryQueue,
    backOffMs: BACK_OFF_MS,
    maxReceives: options.maxReceives ?? Number.POSITIVE_INFINITY,
    log,
  };
}

/** One warm instance of the redriver. */
export function composeRedriver(plan: Plan, ports: RedriverPorts, options: RedriverOptions) {
  return makeRedriver(redriverDeps(plan, ports, options));
}

interface RecoveryState {
  readonly state: Pick<FunctionPorts['state'], 'readProgress' | 'writeProgress'>;
}

/** One warm instance of recovery. */
export function composeRecovery(ports: RecoverDeps & Pick<FunctionPorts, 'stream' | 'log'> & RecoveryState) {
  const { stream, state, log } = ports;
  return makeRecovery({
    identifyStream: once(() => stream.identify()),
    recoverBatch: makeRecoverBatch(ports),
    noteUndelivered: makeNoteUndelivered(state),
    log,
  });
}
