import type { KinesisStreamBatchResponse, KinesisStreamEvent, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { makeRedriver } from '../../lambdas/redriver/redriver.ts';
import { makeStreamProcessor } from '../../lambdas/stream-processor/stream-processor.ts';
import { pokeBody } from '../../src/codecs/task-message.ts';
import { type Plan, planOf } from '../../src/engine/plan.ts';
import {
  composeMaterializer,
  composeWatermarkKeeper,
  redriverDeps,
  streamProcessorDeps,
} from '../support/compose-functions.ts';
import { pipelineOf, readerOf } from './definition.ts';
import { ShardSource } from './event-source.ts';
import { Fleet } from './fleet.ts';
import { MAX_RECEIVES } from './letters.ts';
import type { Operator, VersionSpec } from './scenario.ts';
import { Senders } from './senders.ts';
import type { SimShard } from './stream.ts';
import type { Arrival } from './workload.ts';
import type { World } from './world.ts';

/** Age from which on attempts at one record are counted. */
const GIVES_UP_AFTER_MS = 1_000;
/** While nothing is sent for days, runs of the keeper change little. */
const PAUSE_TICK_MS = 3_600_000;
/** Events that make user code throw are what is looked for here. */
const NEVER_OPEN = { share: 1, events: Number.POSITIVE_INFINITY };

/** All functions of a pipeline with what feeds them: senders, shards, queues and the schedule. */
export class Deployment {
  readonly #world: World;
  readonly #plans: ReadonlyMap<VersionSpec, Plan>;
  readonly #processors: Fleet<KinesisStreamEvent, KinesisStreamBatchResponse>;
  readonly #keepers: Fleet<SQSEvent, SQSBatchResponse>;
  readonly #materializers: Fleet<SQSEvent, SQSBatchResponse>;
  readonly #redrivers: Fleet<SQSEvent, SQSBatchResponse>;
  readonly #sources: ShardSource[] = [];
  readonly #senders: Senders;
  #hasSent = false;

  constructor(world: World) {
    this.#world = world;
    const { scenario } = world;
    this.#plans = new Map(scenario.versions.map((version) => [version, this.#makePlan(version)]));
    const definitionHashes = Object.fromEntries(scenario.aggregations.map(({ name }) => [name, 'as simulated']));
    this.#processors = new Fleet(world, 'stream-processor', (ports, version, { processorDeps, processor }, die) => {
      const plan = this.#planOf(version);
      const cacheKeys = world.random.pick([0, 3, 200_000]);
      const deps = streamProcessorDeps(plan, ports, {
        makeReader: () => readerOf(plan, scenario, version, die),
        definitionHashes,
        cacheKeys,
        timeoutMs: scenario.givesUp ? GIVES_UP_AFTER_MS : Number.POSITIVE_INFINITY,
        circuitBreaker: NEVER_OPEN,
      });
      const handle = makeStreamProcessor(processorDeps?.(deps) ?? deps);
      return processor?.(handle) ?? handle;
    });
    this.#keepers = new Fleet(world, 'watermark-keeper', (ports, version) =>
      composeWatermarkKeeper(this.#planOf(version), ports, scenario.expiry ?? {}),
    );
    this.#materializers = new Fleet(world, 'materializer', (ports, version) =>
      composeMaterializer(this.#planOf(version), ports, definitionHashes),
    );
    this.#redrivers = new Fleet(world, 'redriver', (ports, version, mutated, die) => {
      const plan = this.#planOf(version);
      const deps = redriverDeps(plan, ports, {
        makeReader: () => readerOf(plan, scenario, version, die),
        definitionHashes,
        maxReceives: MAX_RECEIVES,
      });
      return makeRedriver(mutated.redriverDeps?.(deps) ?? deps);
    });
    this.#senders = new Senders(world, (into) => this.#sources.find(({ shard }) => shard === into)?.wake());
    world.letters.retry.consumeBy(this.#redrivers);
    world.tasks.consumeBy(this.#materializers);
    world.pokes.consumeBy(this.#keepers);
  }

  start(): void {
    const { scheduler, scenario, stream, faults, random } = this.#world;
    for (const shard of stream.shards) this.#read(shard);
    this.#tick();
    for (const afterMs of scenario.reshardsAfterMs) {
      scheduler.at(afterMs, () => {
        const children = stream.reshard(scheduler.nowMs);
        if (children.length === 0) return;
        faults.count('shard split or merged');
        scheduler.note(() => `${children.map(({ shardId }) => shardId).join(' and ')} opened`);
        for (const child of children) this.#readAfterParents(child);
      });
    }
    this.#moveLetters(scenario);
    if (faults.happens('early drain')) {
      const afterMs = random.int(0, 300_000);
      scheduler.at(afterMs, () => this.drain(scheduler.nowMs + random.int(-300_000, 300_000)));
    }
  }

  /** Lets senders send, one record after the other. */
  send(arrivals: readonly Arrival[]): void {
    const { expiry } = this.#world.scenario;
    this.#senders.send(arrivals, () => {
      if (expiry && this.#hasSent) this.#moveLetters(expiry);
      this.#hasSent = true;
    });
  }

  get isAllSent(): boolean {
    return this.#senders.isAllSent;
  }

  /** Everything was sent, and done once. */
  get isCaughtUp(): boolean {
    return this.isAllSent && this.#sources.every(({ isCaughtUp }) => isCaughtUp);
  }

  /** Nothing happens but the schedule. */
  get isQuiet(): boolean {
    const { tasks, pokes, letters, scheduler } = this.#world;
    const isBusy = [this.#processors, this.#keepers, this.#materializers, this.#redrivers].some(
      (fleet) => fleet.isBusy,
    );
    const isRead =
      this.#sources.length === this.#world.stream.shards.length && this.#sources.every(({ isIdle }) => isIdle);
    return (
      !isBusy &&
      isRead &&
      this.isAllSent &&
      tasks.isEmpty &&
      pokes.isEmpty &&
      letters.retry.isEmpty &&
      !scheduler.hasLandings
    );
  }

  #moveLetters({ redrivesAfterMs, lateAdmittedAfterMs }: Operator): void {
    const { scheduler, letters } = this.#world;
    for (const afterMs of redrivesAfterMs) scheduler.at(afterMs, () => letters.redrive());
    for (const afterMs of lateAdmittedAfterMs) scheduler.at(afterMs, () => letters.admitLate());
  }

  #makePlan(version: VersionSpec): Plan {
    const { scenario, mutation } = this.#world;
    const pipeline = pipelineOf(scenario, version);
    return planOf(mutation.pipeline?.(pipeline, version, scenario) ?? pipeline);
  }

  #planOf(version: VersionSpec): Plan {
    const plan = this.#plans.get(version);
    if (!plan) throw new RangeError('no such version');
    return plan;
  }

  #read(shard: SimShard): void {
    const source = new ShardSource(this.#world, this.#processors, shard);
    this.#sources.push(source);
    source.wake();
  }

  /** Lambda is said to read a child only when its parents are read to their ends; nothing but senders' ids may rest on it. */
  #readAfterParents(child: SimShard): void {
    const { faults, scheduler, scenario } = this.#world;
    const isReady = child.parents.every((parent) =>
      this.#sources.some(({ shard, isDrained }) => shard === parent && isDrained),
    );
    const mayHurry = scenario.horizonMs === null;
    if (isReady || (mayHurry && faults.happens('child read before its parents'))) this.#read(child);
    else scheduler.at(1_000, () => this.#readAfterParents(child));
  }

  #tick(): void {
    const { scheduler, pokes, scenario } = this.#world;
    pokes.send(pokeBody({ kind: 'tick', id: this.#world.fresh('tick-') }), 0);
    const isPause = scheduler.nowMs + 2 * PAUSE_TICK_MS < this.#senders.nextMs && this.#senders.nextMs < Infinity;
    scheduler.at(isPause ? PAUSE_TICK_MS : scenario.tickMs, () => this.#tick());
  }

  /** What an operator does after the last fix. */
  redriveAll(): void {
    const { letters, scenario } = this.#world;
    letters.redrive();
    if (scenario.lateAdmittedAfterMs.length > 0) letters.admitLate();
  }

  /** What an operator does who expects no more events before `floorMs`. */
  drain(floorMs: number): void {
    const { scheduler, state, pokes } = this.#world;
    scheduler.note(() => `drain to ${floorMs}`);
    void state.raiseDrainFloor(floorMs);
    pokes.send(pokeBody({ kind: 'drain', id: this.#world.fresh('drain-') }), 0);
  }
}
