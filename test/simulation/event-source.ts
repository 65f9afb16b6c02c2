import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import type { Lane } from '../../src/ports/lane.ts';
import { kinesisEvent } from '../support/lambda-events.ts';
import { shardWord } from './describe-request.ts';
import type { End, Fleet } from './fleet.ts';
import { type SimRecord, type SimShard, STREAM } from './stream.ts';
import type { World } from './world.ts';

const POLL_MS = 1_000;
/** Long enough for the state of windows to be collected. */
const LONGEST_HALT_MS = 3 * 3_600_000;
const HALT_CHECK_MS = 60_000;

/** The event source mapping of one shard: in order, one batch at a time, again and again until its records are done. */
export class ShardSource {
  readonly shard: SimShard;
  readonly #world: World;
  readonly #fleet: Fleet<KinesisStreamEvent, KinesisStreamBatchResponse>;
  readonly #mostRecords: number;
  /** Index of the first record not known to be done. */
  #checkpoint = 0;
  #furthest = 0;
  #isPolling = false;
  #isRunning = false;
  #haltedUntilMs = 0;
  #batchSize: number;

  constructor(world: World, fleet: Fleet<KinesisStreamEvent, KinesisStreamBatchResponse>, shard: SimShard) {
    this.#world = world;
    this.#fleet = fleet;
    this.shard = shard;
    this.#mostRecords = world.random.pick([3, 10, 100]);
    this.#batchSize = this.#mostRecords;
  }

  get #lane(): Lane {
    return { ...STREAM, shardId: this.shard.shardId };
  }

  /** Nothing is left to deliver now. */
  get isIdle(): boolean {
    return !this.#isRunning && this.#checkpoint === this.shard.records.length;
  }

  /** Everything was done once; some of it may be coming again. */
  get isCaughtUp(): boolean {
    return this.#furthest === this.shard.records.length;
  }

  /** Closed and read to its end: its children may be read. */
  get isDrained(): boolean {
    return this.isIdle && this.shard.isClosed;
  }

  /** Polls soon. Call it when there may be something to read. */
  wake(): void {
    if (this.#isPolling || this.#isRunning) return;
    this.#isPolling = true;
    this.#world.scheduler.at(this.#world.random.int(0, POLL_MS), () => this.#poll());
  }

  #poll(): void {
    const { faults, random, scheduler } = this.#world;
    if (faults.isOn && scheduler.nowMs < this.#haltedUntilMs) {
      scheduler.at(HALT_CHECK_MS, () => this.#poll());
      return;
    }
    this.#isPolling = false;
    if (faults.happens('batch cut anew')) this.#batchSize = random.int(1, this.#mostRecords);
    const batch = this.shard.records.slice(this.#checkpoint, this.#checkpoint + this.#batchSize);
    const [first] = batch;
    if (!first) return;
    this.#isRunning = true;
    const label = () => `${shardWord(this.shard.shardId)} ${first.sequenceNumber} … ${batch.at(-1)?.sequenceNumber}`;
    this.#fleet.invoke(kinesisEvent(batch), label, (end) => void this.#settle(batch, end));
  }

  async #settle(batch: readonly SimRecord[], end: End<KinesisStreamBatchResponse>): Promise<void> {
    const { faults, random, scenario, scheduler, mutation } = this.#world;
    const done = end.kind === 'answered' ? this.#doneOf(batch, end.response) : 0;
    await this.#requireDone(batch.slice(0, done));
    this.#noteSilence(batch, end);
    const isAbandoned = done === 0 && mutation.abandons?.(batch, this.#world) === true;
    this.#checkpoint += isAbandoned ? batch.length : done;
    this.#furthest = Math.max(this.#furthest, this.#checkpoint);
    if (done === batch.length) {
      this.#batchSize = this.#mostRecords;
      if (faults.happens('records delivered again after success')) this.#checkpoint -= random.int(1, this.#checkpoint);
    } else if (done === 0) {
      // Bisected, as the mapping is told to.
      this.#batchSize = Math.max(1, batch.length >> 1);
    }
    if (scenario.expiry && (await this.#isInFlight()) && faults.happens('shard halted for hours'))
      this.#haltedUntilMs = scheduler.nowMs + random.int(0, LONGEST_HALT_MS);
    this.#isRunning = false;
    this.wake();
  }

  /** Only attempts at one record tell which it is that ends them. */
  #noteSilence([record, ...more]: readonly SimRecord[], end: End<KinesisStreamBatchResponse>): void {
    if (!record || more.length > 0 || (end.kind === 'answered' && end.isHealthy)) return;
    this.#world.givenUp.endedSilently(this.shard.shardId, record.sequenceNumber);
  }

  /** How many records from the first on the response says are done. */
  #doneOf(batch: readonly SimRecord[], { batchItemFailures }: KinesisStreamBatchResponse): number {
    const [failure, ...more] = batchItemFailures;
    if (!failure) return batch.length;
    const index = batch.findIndex(({ sequenceNumber }) => sequenceNumber === failure.itemIdentifier);
    if (index < 0 || more.length > 0)
      this.#world.violate(`the answer ${JSON.stringify(batchItemFailures)} names no one record`);
    return Math.max(0, index);
  }

  /** Something is decided and not done: the state that it goes into must stay until it is. */
  async #isInFlight(): Promise<boolean> {
    const { decidedThrough, lastPosition } = await this.#world.state.readProgress(this.#lane);
    return decidedThrough !== lastPosition;
  }

  /** What is acknowledged is done, durably. */
  async #requireDone(records: readonly SimRecord[]): Promise<void> {
    const last = records.at(-1);
    if (!last) return;
    const { lastPosition } = await this.#world.state.readProgress(this.#lane);
    if (lastPosition < last.lastPosition) {
      this.#world.violate(`${last.sequenceNumber} of ${this.shard.shardId} is acknowledged, done is ${lastPosition}`);
    }
  }
}
