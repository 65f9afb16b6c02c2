import type { KinesisStreamBatchResponse, KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda';
import { advance } from '../../src/engine/advance.ts';
import { givenUpRecords } from '../../src/engine/attempts.ts';
import { type Contributions, contribute } from '../../src/engine/contribute.ts';
import { type Decisions, decide } from '../../src/engine/decide.ts';
import type { Plan } from '../../src/engine/plan.ts';
import type { Progress } from '../../src/engine/progress.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { RetryableError } from '../../src/ports/errors.ts';
import type { Lane } from '../../src/ports/lane.ts';
import type { WindowPartition } from '../../src/ports/partial-store.ts';
import type { ProgressStore } from '../../src/ports/progress-store.ts';
import type { ControlReads } from '../shared/control-reads.ts';
import { type Deadline, type InvocationTime, makeDeadline } from '../shared/deadline.ts';
import type { Log } from '../shared/log.ts';
import type { SenderIds } from '../shared/sender-ids.ts';
import { windowsOf } from '../shared/windows-of.ts';
import type { Attempt, Begun } from './attempt-counter.ts';
import type { BatchMeter } from './batch-meter.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import type { EvaluateBatch } from './evaluate-batch.ts';
import { arrivalOf, type Batch, cutBefore, laneOf, recordAt } from './records.ts';
import type { SendAside } from './send-aside.ts';
import type { WritePartials } from './write-partials.ts';

export interface StreamProcessorDeps {
  readonly plan: Plan;
  readonly store: ProgressStore;
  /** Skips what is done and runs all user code on the rest. */
  readonly evaluateBatch: EvaluateBatch;
  /** Counts attempts that may end without a word. */
  readonly attemptAt: (lane: Lane, records: readonly KinesisStreamRecord[]) => Attempt;
  readonly circuitBreaker: CircuitBreaker;
  readonly senderIds: SenderIds;
  readonly expiredThrough: ControlReads['expiredThrough'];
  readonly sendAside: SendAside;
  readonly writePartials: WritePartials;
  /** Write, then look: asks for corrections of windows that were announced. */
  readonly refire: (windows: readonly WindowPartition[], isTimeUp: () => boolean) => Promise<number>;
  /** Tells the keeper that the lane's watermark passed a window's end. */
  readonly pokeIfCrossed: (lane: Lane, before: Progress, after: Progress) => Promise<void>;
  readonly identifyStream: () => Promise<Pick<Lane, 'streamName' | 'streamCreatedMs'>>;
  /** Throws where this code must not touch the stored state. */
  readonly requireSameMeaning: () => Promise<void>;
  readonly meter: BatchMeter;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly log: Log;
}

/**
 * Counts the records of one batch, each exactly once (docs/architecture.md, "The protocol").
 *
 * @returns the first record not known to be done, for the mapping to send again from there; none where all are
 * @throws what is not a known transient failure, so that the mapping bisects
 */
export function makeStreamProcessor(deps: StreamProcessorDeps) {
  const { plan, store, meter, clock, log } = deps;
  const { watermark } = plan.pipeline;

  /** One attempt at the records from `from` on, as many as one decision holds. @returns progress as it is stored now */
  const processStretch = async (
    batch: Batch,
    progress: Progress,
    from: number,
    isTimeUp: () => boolean,
  ): Promise<Progress | 'contradicted'> => {
    const first = recordAt(batch, from);
    const taken = await deps.senderIds.takenThrough(batch.lane, progress, first ? arrivalOf(first) : 0);
    const expired = await deps.expiredThrough();
    const decisions = decide(watermark, progress, batch.evaluated, from, taken, expired);
    if (decisions.contradicted && decisions.end === from) return 'contradicted';
    let decided = progress;
    if (decisions.isNew) {
      const write = await store.writeProgress(batch.lane, decisions.next, progress.version);
      // Somebody else decided first: their decisions count, ours were never acted upon.
      if (write.kind === 'conflict') return write.stored;
      decided = write.progress;
    }
    const contributions = contribute(plan.aggregations, batch.evaluated, decisions);
    const { positions } = batch.evaluated;
    await deps.sendAside(batch, decisions, expired);
    await deps.writePartials(batch.lane, contributions.buckets, positions, progress, isTimeUp);
    await deps.refire(windowsOf(contributions.buckets), isTimeUp);
    const through = positions.at(decisions.end - 1);
    await deps.senderIds.keep(batch.lane, progress.lastPosition, through, contributions.claims);
    return finish(batch, decided, decisions, contributions);
  };

  /** Moves progress past records whose effects are all durable. */
  const finish = async (
    batch: Batch,
    decided: Progress,
    decisions: Decisions,
    outcome: Contributions,
  ): Promise<Progress> => {
    const last = recordAt(batch, decisions.end - 1);
    const lastArrivalMs = last ? arrivalOf(last) : 0;
    let stored = decided;
    for (;;) {
      const next = advance(plan.aggregations, stored, batch.evaluated, decisions, outcome, lastArrivalMs);
      if (!next) return stored;
      const write = await store.writeProgress(batch.lane, next, stored.version);
      if (write.kind === 'written') {
        meter.moved(stored.counts, write.progress.counts);
        return write.progress;
      }
      stored = write.stored;
    }
  };

  /** Runs user code on what is not done. Where it throws on most of it, nothing more is decided, and what is decided goes on. */
  const open = async (lane: Lane, records: readonly KinesisStreamRecord[], begun: Begun): Promise<Batch> => {
    const batch = await deps.evaluateBatch(lane, records, begun.progress, begun.isDecidedOnly);
    const { positions, evaluated } = batch.evaluated;
    const undecided = positions.firstAfter(begun.progress.decidedThrough);
    const circuit = deps.circuitBreaker.check(evaluated, undecided);
    if (!circuit) return batch;
    meter.add('CircuitOpen');
    const { threw, ran, message } = circuit;
    const held = cutBefore(batch, undecided);
    log.error(
      `circuit open: the pipeline's code threw on ${threw} of ${ran} events; they wait for other code`,
      message,
      {
        shard: lane.shardId,
        sequenceNumber: held.heldUp?.kinesis.sequenceNumber,
      },
    );
    return held;
  };

  const logContradiction = ({ lane }: Batch, progress: Progress, record: KinesisStreamRecord | undefined): void => {
    const sequenceNumber = record?.kinesis.sequenceNumber ?? '';
    const what = givenUpRecords(progress).has(sequenceNumber)
      ? 'another attempt gave up a record that this one has open; it comes again'
      : 'this code cannot read a record that was decided as counted; it is tried again';
    log.warn(what, { shard: lane.shardId, sequenceNumber });
  };

  /** @returns the first record not known to be done, undefined where all are */
  const processBatch = async (
    lane: Lane,
    records: readonly KinesisStreamRecord[],
    deadline: Deadline,
  ): Promise<KinesisStreamRecord | undefined> => {
    const attempt = deps.attemptAt(lane, records);
    let left = records[0];
    try {
      const begun = await attempt.begin(await store.readProgress(lane));
      const first = begun.progress;
      const batch = await open(lane, records, begun);
      const { positions, evaluated } = batch.evaluated;
      const events = positions.length;
      let progress = first;
      for (;;) {
        const done = positions.firstAfter(progress.lastPosition);
        left = done < events ? recordAt(batch, done) : batch.heldUp;
        if (done === events) break;
        if (deadline.isNear()) {
          log.warn('stopped before the timeout; the rest of the batch comes again', {
            left: events - done,
          });
          break;
        }
        const outcome = await processStretch(batch, progress, done, deadline.isNear);
        if (outcome === 'contradicted') {
          logContradiction(batch, progress, left);
          break;
        }
        progress = outcome;
      }
      const undecided = positions.firstAfter(first.decidedThrough);
      deps.circuitBreaker.remember(evaluated, undecided, positions.firstAfter(progress.decidedThrough, undecided));
      await deps.pokeIfCrossed(lane, first, progress);
      log.info('batch', { shard: lane.shardId, records: records.length, fresh: events, isDone: !left });
    } catch (error) {
      if (!(error instanceof RetryableError)) throw error;
      log.warn('transient failure; the rest of the batch comes again', { shard: lane.shardId, reason: error.message });
    } finally {
      // A record that is done has no attempts any more.
      if (left) await attempt.end(deadline.isOver);
    }
    return left;
  };

  return async (event: KinesisStreamEvent, time: InvocationTime): Promise<KinesisStreamBatchResponse> => {
    const deadline = makeDeadline(time);
    const beganMs = clock.nowMs();
    try {
      await deps.requireSameMeaning();
      const lane = laneOf(event, await deps.identifyStream());
      return failFrom(lane && (await processBatch(lane, event.Records, deadline)));
    } catch (error) {
      if (!(error instanceof RetryableError)) throw error;
      log.warn('transient failure before the first record; the batch comes again', { reason: error.message });
      return failFrom(event.Records[0]);
    } finally {
      meter.report(event.Records.length, clock.nowMs() - beganMs);
    }
  };
}

function failFrom(record: KinesisStreamRecord | undefined): KinesisStreamBatchResponse {
  return { batchItemFailures: record ? [{ itemIdentifier: record.kinesis.sequenceNumber }] : [] };
}
