import type { RecordReader } from '../../src/codecs/record-reader.ts';
import type { Plan } from '../../src/engine/plan.ts';
import type { Archive } from '../../src/ports/archive.ts';
import type { RetryQueue } from '../../src/ports/retry-queue.ts';
import type { Telemetry } from '../../src/ports/telemetry.ts';
import type { EventPorts } from '../shared/event-ports.ts';
import type { DefinitionHashes } from '../shared/generation-checks.ts';
import { makeGenerationGuard } from '../shared/generation-guard.ts';
import type { Log } from '../shared/log.ts';
import { makeSchemaLookUps } from '../shared/look-up-schema.ts';
import { makeRefire } from '../shared/refire-windows.ts';
import { makeWritePool } from '../shared/write-pool.ts';
import { makeDecideEvents } from './decide-events.ts';
import { makeLetterMeter } from './letter-meter.ts';
import { MAX_EVENTS_TOGETHER, MAX_IDENTIFIED_TOGETHER, makeOpenLetter } from './open-letter.ts';
import { makeRedriveEvents } from './redrive-events.ts';
import { makeRedriveLetter } from './redrive-letter.ts';
import { makeRedriver, type RedriverDeps } from './redriver.ts';
import { makeTakeId, takeNoId } from './take-id.ts';
import { makeWithdrawExpired } from './withdraw-expired.ts';

/** Everything outside the function that it talks to. */
export interface RedriverPorts extends EventPorts {
  readonly archive: Archive;
  /** The queue that the letters come from. */
  readonly retryQueue: RetryQueue;
  readonly telemetry: Telemetry;
  readonly log: Log;
}

export interface RedriverOptions {
  readonly makeReader: () => RecordReader;
  readonly definitionHashes: DefinitionHashes;
  /** How long the stream keeps a record. */
  readonly retentionMs: number;
  /** Receives after which the queue gives a letter to its dead-letter queue. */
  readonly maxReceives: number;
  /** How long a letter waits that failed for the first time. */
  readonly backOffMs: number;
}

/** The parts of one instance of the redriver, put together over the given ports. */
export function redriverDeps(plan: Plan, ports: RedriverPorts, options: RedriverOptions): RedriverDeps {
  const { state, stream, tasks, archive, deadLetters, nonce, clock, random, log } = ports;
  const { retentionMs, maxReceives, backOffMs } = options;
  const { name, dedupe, watermark } = plan.pipeline;
  const pool = makeWritePool({ clock, random });
  const reader = options.makeReader();
  const meter = makeLetterMeter(ports.telemetry);
  const takeId = dedupe
    ? makeTakeId({ policy: dedupe, store: state, stream, retentionMs, clock, random, log })
    : takeNoId;
  return {
    pipeline: name,
    requireSameMeaning: makeGenerationGuard(plan, state, options.definitionHashes),
    redriveLetter: makeRedriveLetter({
      openLetter: makeOpenLetter({
        reader,
        archive,
        makeLookUp: makeSchemaLookUps(reader, ports.registry, log),
        futureBoundMs: watermark.futureBoundMs,
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
        onRedriven: meter.redriven,
      }),
      store: state,
      deadLetters,
      clock,
    }),
    queue: ports.retryQueue,
    maxReceives,
    backOffMs,
    meter,
    log,
  };
}

/** One instance of the redriver. */
export function composeRedriver(plan: Plan, ports: RedriverPorts, options: RedriverOptions) {
  return makeRedriver(redriverDeps(plan, ports, options));
}
