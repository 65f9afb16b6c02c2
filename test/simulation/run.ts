import { createHash } from 'node:crypto';
import type { KinesisStreamBatchResponse, KinesisStreamEvent, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { makeStreamProcessor } from '../../lambdas/stream-processor/stream-processor.ts';
import { pokeBody } from '../../src/codecs/task-message.ts';
import { type Plan, planOf } from '../../src/engine/plan.ts';
import { composeMaterializer, composeWatermarkKeeper, streamProcessorDeps } from '../support/compose-functions.ts';
import { decoderOf, pipelineOf } from './definition.ts';
import { ShardSource } from './event-source.ts';
import type { Injection } from './faults.ts';
import { checkAll } from './final-check.ts';
import { Fleet } from './fleet.ts';
import { type Mutation, NO_MUTATION } from './mutation.ts';
import { makeRandom } from './random.ts';
import { makeScenario, START_MS, type VersionSpec } from './scenario.ts';
import type { SimShard } from './stream.ts';
import { World } from './world.ts';

/** What one seed led to. */
export interface RunReport {
  readonly seed: number;
  /** The first thing found wrong, null where nothing was. */
  readonly violation: string | null;
  readonly records: number;
  readonly turns: number;
  readonly simulatedMs: number;
  readonly injections: ReadonlyMap<Injection, number>;
  readonly trace: readonly string[];
  readonly traceHash: string;
}

/** Far beyond what any run takes: a run that needs more has lost its liveness. */
const MOST_TURNS = 60_000;
/** How long after faults have stopped everything may take to be materialized. */
const QUIET_WITHIN_MS = 1_800_000;

/** One run, all of it drawn from the seed. */
export async function run(seed: number, mutation: Mutation = NO_MUTATION): Promise<RunReport> {
  const random = makeRandom(seed);
  const scenario = makeScenario(random.fork());
  const world = new World(scenario, random.fork(), mutation);
  const { scheduler, faults, stream } = world;
  const simulation = new Simulation(world);
  simulation.start();
  await simulation.runWithFaults();
  await simulation.runToTheEnd();
  if (!world.violation) await checkAll(world);
  return {
    seed,
    violation: world.violation,
    records: stream.records.length,
    turns: scheduler.turns,
    simulatedMs: scheduler.nowMs - START_MS,
    injections: faults.counts,
    trace: scheduler.trace,
    traceHash: createHash('sha256').update(scheduler.trace.join('\n')).digest('hex'),
  };
}

/** A deployment with its senders, from the first record to silence. */
class Simulation {
  readonly #world: World;
  readonly #plans: ReadonlyMap<VersionSpec, Plan>;
  readonly #processors: Fleet<KinesisStreamEvent, KinesisStreamBatchResponse>;
  readonly #keepers: Fleet<SQSEvent, SQSBatchResponse>;
  readonly #materializers: Fleet<SQSEvent, SQSBatchResponse>;
  readonly #sources: ShardSource[] = [];
  #unsent: number;

  constructor(world: World) {
    this.#world = world;
    const { scenario } = world;
    this.#plans = new Map(scenario.versions.map((version) => [version, planOf(pipelineOf(scenario, version))]));
    this.#unsent = scenario.arrivals.length;
    const definitionHashes = Object.fromEntries(scenario.aggregations.map(({ name }) => [name, 'as simulated']));
    this.#processors = new Fleet(world, 'stream-processor', (ports, version, { processorDeps }) => {
      const plan = this.#planOf(version);
      const cacheKeys = world.random.pick([0, 3, 200_000]);
      const deps = streamProcessorDeps(plan, ports, { decode: decoderOf(plan, version), definitionHashes, cacheKeys });
      return makeStreamProcessor(processorDeps?.(deps) ?? deps);
    });
    this.#keepers = new Fleet(world, 'watermark-keeper', (ports, version) =>
      composeWatermarkKeeper(this.#planOf(version), ports),
    );
    this.#materializers = new Fleet(world, 'materializer', (ports, version) =>
      composeMaterializer(this.#planOf(version), ports, definitionHashes),
    );
    world.tasks.consumeBy(this.#materializers);
    world.pokes.consumeBy(this.#keepers);
  }

  start(): void {
    const { scheduler, scenario, stream, faults, random } = this.#world;
    for (const shard of stream.shards) this.#read(shard);
    this.#sendNext(0);
    this.#tick();
    for (const afterMs of scenario.reshardsAfterMs) {
      scheduler.at(afterMs, () => {
        const children = stream.reshard();
        if (children.length === 0) return;
        faults.count('shard split or merged');
        scheduler.note(`${children.map(({ shardId }) => shardId).join(' and ')} opened`);
        for (const child of children) this.#readAfterParents(child);
      });
    }
    if (faults.happens('early drain')) {
      const afterMs = random.int(0, 300_000);
      scheduler.at(afterMs, () => this.#drain(scheduler.nowMs + random.int(-300_000, 300_000)));
    }
  }

  /** Until everything was sent and everything delivered at least once. */
  async runWithFaults(): Promise<void> {
    await this.#runUntil(
      () => this.#unsent === 0 && this.#sources.every(({ isCaughtUp }) => isCaughtUp),
      'faults were on',
    );
  }

  /** Without new faults everything is done, fires and is materialized, within a bound. */
  async runToTheEnd(): Promise<void> {
    const { faults, scheduler, scenario } = this.#world;
    faults.isOn = false;
    scheduler.note('NO MORE FAULTS');
    const deadlineMs = scheduler.nowMs + QUIET_WITHIN_MS;
    await this.#runUntil(() => this.#isQuiet() || scheduler.nowMs > deadlineMs, 'faults had stopped');
    const longestMs = Math.max(...scenario.aggregations.map(({ sizeMs }) => sizeMs));
    this.#drain(Math.max(scheduler.nowMs, ...this.#world.stream.records.map(({ event }) => event?.t || 0)) + longestMs);
    const twoTicksMs = scheduler.nowMs + 2 * scenario.tickMs;
    const isOver = () => (scheduler.nowMs > twoTicksMs && this.#isQuiet()) || scheduler.nowMs > deadlineMs;
    await this.#runUntil(isOver, 'it was drained');
    if (!this.#isQuiet()) this.#world.violate(`not done ${QUIET_WITHIN_MS} ms after faults had stopped`);
  }

  async #runUntil(isOver: () => boolean, when: string): Promise<void> {
    const { scheduler } = this.#world;
    const isReached = await scheduler.run(() => this.#world.violation !== null || isOver(), MOST_TURNS);
    if (!isReached) this.#world.violate(`more than ${MOST_TURNS} turns while ${when}`);
  }

  #isQuiet(): boolean {
    const { tasks, pokes, scheduler } = this.#world;
    const isBusy = [this.#processors, this.#keepers, this.#materializers].some((fleet) => fleet.isBusy);
    const isRead =
      this.#sources.length === this.#world.stream.shards.length && this.#sources.every(({ isIdle }) => isIdle);
    return !isBusy && isRead && tasks.isEmpty && pokes.isEmpty && !scheduler.hasLandings;
  }

  #planOf(version: VersionSpec): Plan {
    const plan = this.#plans.get(version);
    if (!plan) throw new RangeError('no such version');
    return plan;
  }

  #sendNext(index: number): void {
    const { scheduler, scenario, stream } = this.#world;
    const arrival = scenario.arrivals[index];
    if (!arrival) return;
    scheduler.at(arrival.afterMs, () => {
      const { event, lagMs, partitionKey } = arrival;
      const atMs = Math.floor((scheduler.nowMs - lagMs) / scenario.eventTimeStepMs) * scenario.eventTimeStepMs;
      const sent = event && event.t === 0 ? { ...event, t: atMs } : event;
      const into = stream.append(partitionKey, sent, scheduler.nowMs);
      this.#sources.find(({ shard }) => shard === into)?.wake();
      this.#unsent -= 1;
      this.#sendNext(index + 1);
    });
  }

  #read(shard: SimShard): void {
    const source = new ShardSource(this.#world, this.#processors, shard);
    this.#sources.push(source);
    source.wake();
  }

  /** Lambda reads a child only when its parents are read to their ends. */
  #readAfterParents(child: SimShard): void {
    const isReady = child.parents.every((parent) =>
      this.#sources.some(({ shard, isDrained }) => shard === parent && isDrained),
    );
    if (isReady) this.#read(child);
    else this.#world.scheduler.at(1_000, () => this.#readAfterParents(child));
  }

  #tick(): void {
    const { scheduler, pokes, scenario } = this.#world;
    pokes.send(pokeBody({ kind: 'tick', id: this.#world.fresh('tick-') }), 0);
    scheduler.at(scenario.tickMs, () => this.#tick());
  }

  #drain(floorMs: number): void {
    const { scheduler, state, pokes } = this.#world;
    scheduler.note(`drain to ${floorMs}`);
    void state.raiseDrainFloor(floorMs);
    pokes.send(pokeBody({ kind: 'drain', id: this.#world.fresh('drain-') }), 0);
  }
}
