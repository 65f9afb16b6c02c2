import type { RecordReader } from '../../src/codecs/record-reader.ts';
import type { Plan } from '../../src/engine/plan.ts';
import type { KeeperPokes } from '../../src/ports/task-queue.ts';
import type { Telemetry } from '../../src/ports/telemetry.ts';
import { makeControlReads } from '../shared/control-reads.ts';
import type { EventPorts } from '../shared/event-ports.ts';
import type { DefinitionHashes } from '../shared/generation-checks.ts';
import { makeGenerationGuard } from '../shared/generation-guard.ts';
import type { Log } from '../shared/log.ts';
import { makeSchemaLookUps } from '../shared/look-up-schema.ts';
import { once } from '../shared/once.ts';
import { makeRefire } from '../shared/refire-windows.ts';
import { makeSenderIds, NO_SENDER_IDS, type SenderIds } from '../shared/sender-ids.ts';
import { makeWritePool } from '../shared/write-pool.ts';
import { makeAttemptCounter } from './attempt-counter.ts';
import { makeBatchMeter } from './batch-meter.ts';
import { type CircuitBreakerPolicy, makeCircuitBreaker } from './circuit-breaker.ts';
import { makeEvaluateBatch } from './evaluate-batch.ts';
import { meterState } from './meter-state.ts';
import { makePartialCache, meterCache } from './partial-cache.ts';
import { makePokeKeeper } from './poke-keeper.ts';
import { makeSourceRecordOf } from './records.ts';
import { makeSendAside } from './send-aside.ts';
import { makeStreamProcessor, type StreamProcessorDeps } from './stream-processor.ts';
import { makePartialWriter } from './write-partials.ts';

/** Everything outside the function that it talks to. */
export interface StreamProcessorPorts extends EventPorts {
  readonly pokes: KeeperPokes;
  readonly telemetry: Telemetry;
  readonly log: Log;
}

export interface StreamProcessorOptions {
  /** Called twice. */
  readonly makeReader: () => RecordReader;
  readonly definitionHashes: DefinitionHashes;
  /** How long the stream keeps a record. */
  readonly retentionMs: number;
  /** How long an invocation may take. */
  readonly timeoutMs: number;
  readonly circuitBreaker: CircuitBreakerPolicy;
  /** Group keys that a warm instance holds. */
  readonly cacheKeys?: number | undefined;
}

/** The parts of one instance of the stream processor, put together over the given ports. */
export function streamProcessorDeps(
  plan: Plan,
  ports: StreamProcessorPorts,
  options: StreamProcessorOptions,
): StreamProcessorDeps {
  const { stream, tasks, nonce, clock, random, telemetry, log } = ports;
  const { makeReader, timeoutMs } = options;
  const meter = makeBatchMeter(telemetry);
  const state = telemetry.isOn ? meterState(ports.state, meter) : ports.state;
  const pool = makeWritePool({ clock, random });
  const reader = makeReader();
  const controls = makeControlReads({ plan, store: state, clock });
  const { readControls } = controls;
  const senderIds = senderIdsOf(plan, { state, stream, log }, options);
  const progress = senderIds.watch(state);
  return {
    plan,
    store: progress,
    meter,
    clock,
    log,
    attemptAt: makeAttemptCounter({ store: progress, clock, timeoutMs, pool, log }),
    circuitBreaker: makeCircuitBreaker(options.circuitBreaker),
    expiredThrough: controls.expiredThrough,
    evaluateBatch: makeEvaluateBatch({
      reader,
      makeLookUp: makeSchemaLookUps(reader, ports.registry, log),
      futureBoundMs: plan.pipeline.watermark.futureBoundMs,
    }),
    senderIds,
    // A reader of its own: the other may have a record open.
    sendAside: makeSendAside(ports.deadLetters, makeSourceRecordOf(makeReader())),
    writePartials: makePartialWriter({
      store: state,
      pool,
      cache: meterCache(makePartialCache(options.cacheKeys), meter),
      nonce,
      onLargeItem: ({ aggregation, windowStartMs }, bytes) =>
        log.warn('a partial is past half of the item limit: raise keysPerLane in a new generation', {
          aggregation,
          windowStartMs,
          bytes,
        }),
    }),
    refire: makeRefire({ store: { readControls, renewMark: state.renewMark }, tasks, pool, nonce }),
    pokeIfCrossed: makePokeKeeper(plan, ports.pokes, log),
    identifyStream: once(() => stream.identify()),
    requireSameMeaning: makeGenerationGuard(
      plan,
      { readControls, ensureControl: state.ensureControl },
      options.definitionHashes,
    ),
  };
}

function senderIdsOf(
  { pipeline }: Plan,
  { state, stream, log }: Pick<StreamProcessorPorts, 'state' | 'stream' | 'log'>,
  { retentionMs }: StreamProcessorOptions,
): SenderIds {
  if (!pipeline.dedupe) return NO_SENDER_IDS;
  return makeSenderIds({
    policy: pipeline.dedupe,
    store: state,
    stream,
    retentionMs,
    onForgotten: ({ shardId }, forgotten) =>
      log.warn('ids were forgotten before their time: raise dedupe.maxIdsPerLane or shorten dedupe.horizonMs', {
        shard: shardId,
        forgotten,
      }),
  });
}

/** One instance of the stream processor. */
export function composeStreamProcessor(plan: Plan, ports: StreamProcessorPorts, options: StreamProcessorOptions) {
  return makeStreamProcessor(streamProcessorDeps(plan, ports, options));
}
