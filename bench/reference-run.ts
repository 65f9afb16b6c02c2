import type { KinesisStreamEvent, SQSRecord } from 'aws-lambda';
import { makeMaterializeWindow } from '../lambdas/materializer/materialize-window.ts';
import { makeMaterializer } from '../lambdas/materializer/materializer.ts';
import { makeControlReads } from '../lambdas/shared/control-reads.ts';
import { makeGenerationGuard } from '../lambdas/shared/generation-guard.ts';
import type { Log } from '../lambdas/shared/log.ts';
import { makeSchemaLookUps } from '../lambdas/shared/look-up-schema.ts';
import { makeReaderGuard } from '../lambdas/shared/reader-guard.ts';
import { makeRefire } from '../lambdas/shared/refire-windows.ts';
import { makeSenderIds, NO_SENDER_IDS } from '../lambdas/shared/sender-ids.ts';
import { makeWritePool } from '../lambdas/shared/write-pool.ts';
import { makeAttemptCounter } from '../lambdas/stream-processor/attempt-counter.ts';
import { makeBatchMeter } from '../lambdas/stream-processor/batch-meter.ts';
import { makeCircuitBreaker } from '../lambdas/stream-processor/circuit-breaker.ts';
import { makeEvaluateBatch } from '../lambdas/stream-processor/evaluate-batch.ts';
import { makePartialCache } from '../lambdas/stream-processor/partial-cache.ts';
import { makePokeKeeper } from '../lambdas/stream-processor/poke-keeper.ts';
import { makeSourceRecordOf } from '../lambdas/stream-processor/records.ts';
import { makeSendAside } from '../lambdas/stream-processor/send-aside.ts';
import { makeStreamProcessor } from '../lambdas/stream-processor/stream-processor.ts';
import { makePartialWriter } from '../lambdas/stream-processor/write-partials.ts';
import { makeAnnounceWindows } from '../lambdas/watermark-keeper/announce-windows.ts';
import { makeExpireWindows } from '../lambdas/watermark-keeper/expire-windows.ts';
import { makeObserveLanes } from '../lambdas/watermark-keeper/observe-lanes.ts';
import { makeReportRun } from '../lambdas/watermark-keeper/report-run.ts';
import { makeStampCollected } from '../lambdas/watermark-keeper/stamp-collected.ts';
import { makeWatermarkKeeper } from '../lambdas/watermark-keeper/watermark-keeper.ts';
import { makeMemoryClock } from '../src/adapters/memory/memory-clock.ts';
import { makeMemoryDeadLetters } from '../src/adapters/memory/memory-dead-letters.ts';
import { makeMemoryKeeperPokes } from '../src/adapters/memory/memory-keeper-pokes.ts';
import { makeMemoryResultStore } from '../src/adapters/memory/memory-result-store.ts';
import { makeMemoryStateStore } from '../src/adapters/memory/memory-state-store.ts';
import { makeMemoryStream } from '../src/adapters/memory/memory-stream-reader.ts';
import { makeMemoryTaskQueue } from '../src/adapters/memory/memory-task-queue.ts';
import { formats } from '../src/codecs/formats.ts';
import { makeEventDecoder, type VersionIds } from '../src/codecs/make-event-decoder.ts';
import { makeRecordReader } from '../src/codecs/record-reader.ts';
import { pokeBody, taskBody } from '../src/codecs/task-message.ts';
import { definitionHash } from '../src/engine/definition-hash.ts';
import type { Pipeline } from '../src/engine/pipeline.ts';
import { planOf } from '../src/engine/plan.ts';
import { days, hours } from '../src/engine/time.ts';
import type { StateStore } from '../src/ports/state-store.ts';
import { NO_TELEMETRY } from '../src/ports/telemetry.ts';
import { LANES, referencePipeline, START_MS } from './reference-load.ts';

const quiet: Log = { info() {}, warn() {}, error() {} };
const identity = { streamName: 'millrace-reference-state-Stream', streamCreatedMs: START_MS };
const plenty = { getRemainingTimeInMillis: () => 60_000 };
const RETENTION_MS = 86_400_000;
const TIMEOUT_MS = 60_000;
const ACCEPTANCE_MS = days(14);

export interface ReferenceRunOptions {
  readonly store?: StateStore;
  /** Group keys that the processor remembers; default: as deployed. */
  readonly cachedKeys?: number;
  /** Default: bids as bare JSON. */
  readonly pipeline?: Pipeline;
  readonly versionIds?: VersionIds;
}

export type ReferenceRun = ReturnType<typeof makeReferenceRun>;

/** The three functions as they are deployed, over `store` and memory twins of everything else. */
export function makeReferenceRun({
  store = makeMemoryStateStore(),
  cachedKeys,
  pipeline = referencePipeline,
  versionIds = {},
}: ReferenceRunOptions = {}) {
  const plan = planOf(pipeline);
  const hashes = Object.fromEntries(
    pipeline.aggregations.map((aggregation) => [aggregation.name, definitionHash(pipeline, aggregation)]),
  );
  const clock = makeMemoryClock(START_MS);
  const pool = makeWritePool({ clock, random: () => 0.5 });
  const results = makeMemoryResultStore();
  const tasks = makeMemoryTaskQueue();
  const pokes = makeMemoryKeeperPokes({ clock });
  const stream = makeMemoryStream(identity);
  for (let lane = 0; lane < LANES; lane += 1) stream.open(`shardId-${String(lane).padStart(12, '0')}`);
  let nonces = 0;
  const nonce = (): string => {
    nonces += 1;
    return `00000000-0000-4000-8000-${String(nonces).padStart(12, '0')}`;
  };

  const decoder = makeEventDecoder(plan, formats, versionIds);
  const reader = makeRecordReader(decoder);
  const controls = makeControlReads({ plan, store, clock });
  const { readControls } = controls;
  const processBatch = makeStreamProcessor({
    plan,
    store,
    attemptAt: makeAttemptCounter({ store, clock, timeoutMs: TIMEOUT_MS, pool, log: quiet }),
    circuitBreaker: makeCircuitBreaker({ share: 0.5, events: 20 }),
    expiredThrough: controls.expiredThrough,
    evaluateBatch: makeEvaluateBatch({
      reader,
      makeLookUp: makeSchemaLookUps(reader, { versionById: async () => undefined }, quiet),
      futureBoundMs: pipeline.watermark.futureBoundMs,
    }),
    senderIds: pipeline.dedupe
      ? makeSenderIds({ policy: pipeline.dedupe, store, stream, retentionMs: RETENTION_MS, onForgotten() {} })
      : NO_SENDER_IDS,
    sendAside: makeSendAside(makeMemoryDeadLetters(), makeSourceRecordOf(makeRecordReader(decoder))),
    writePartials: makePartialWriter({ store, pool, cache: makePartialCache(cachedKeys), nonce, onLargeItem() {} }),
    refire: makeRefire({ store: { readControls, renewMark: store.renewMark }, tasks, pool, nonce }),
    pokeIfCrossed: makePokeKeeper(plan, pokes, quiet),
    identifyStream: async () => identity,
    requireSameMeaning: makeGenerationGuard(plan, { readControls, ensureControl: store.ensureControl }, hashes),
    meter: makeBatchMeter(NO_TELEMETRY),
    clock,
    log: quiet,
  });

  const keep = makeWatermarkKeeper({
    policy: pipeline.watermark,
    store,
    observeLanes: makeObserveLanes({ policy: pipeline.watermark, store, stream, pool }),
    announce: makeAnnounceWindows({ aggregations: pipeline.aggregations, store, tasks }),
    expire: makeExpireWindows({
      aggregations: pipeline.aggregations,
      acceptanceMs: ACCEPTANCE_MS,
      retentionMs: RETENTION_MS,
      store,
      stampCollected: makeStampCollected({ store, pool, clock }),
      clock,
    }),
    report: makeReportRun({ aggregations: pipeline.aggregations, store, telemetry: NO_TELEMETRY }),
    clock,
    log: quiet,
  });
  const materialize = makeMaterializer({
    requireSameMeaning: makeReaderGuard(plan, store, hashes),
    materialize: makeMaterializeWindow({ plan, state: store, results, pool, log: quiet }),
    telemetry: NO_TELEMETRY,
    clock,
    log: quiet,
  });

  const settle = async (nowMs: number): Promise<void> => {
    clock.advance(nowMs - clock.nowMs());
    const waiting = pokes.takeAll();
    if (waiting.length > 0) await keep({ Records: waiting.map((poke) => message(pokeBody(poke))) }, plenty);
    const due = tasks.takeAll();
    if (due.length > 0) await materialize({ Records: due.map(({ task }) => message(taskBody(task))) }, plenty);
  };

  return {
    results,
    store,
    /** Lets the keeper and the materializer do what there is to do. */
    settle,
    /** Fires what is left, as an operator's drain does. */
    async drain(nowMs: number): Promise<void> {
      await store.raiseDrainFloor(nowMs + 3_600_000);
      await pokes.poke({ kind: 'drain', id: 'drain' });
      await settle(nowMs);
    },
    /** Lets the first windows grow old, all of them by the watermark too, until their state is stamped. */
    async expire(nowMs: number): Promise<void> {
      for (let lane = 0; lane < LANES; lane += 1) {
        const id = { ...identity, shardId: `shardId-${String(lane).padStart(12, '0')}` };
        const progress = await store.readProgress(id);
        const doneMaxEventTimeMs = nowMs + 2 * ACCEPTANCE_MS;
        await store.writeProgress(id, { ...progress, doneMaxEventTimeMs }, progress.version);
      }
      const seenMs = nowMs + days(1);
      for (const atMs of [seenMs, seenMs + ACCEPTANCE_MS, seenMs + ACCEPTANCE_MS + hours(1)]) {
        await pokes.poke({ kind: 'crossed', id: String(atMs) });
        await settle(atMs);
      }
    },
    /** Processes one event text, on one warm instance for all lanes; throws where a record was not done. */
    async process(eventText: string): Promise<void> {
      // The text is what Lambda's runtime gets; it parses it before the handler is called.
      const event = JSON.parse(eventText) as KinesisStreamEvent;
      const response = await processBatch(event, plenty);
      if (response.batchItemFailures.length !== 0) throw new Error('a batch of the reference load was not done');
    },
  };
}

function message(body: string): SQSRecord {
  return {
    messageId: body,
    receiptHandle: '',
    body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '0',
      SenderId: '',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: '',
    awsRegion: '',
  };
}
