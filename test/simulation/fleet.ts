import type { InvocationTime } from '../../lambdas/shared/deadline.ts';
import type { RedriverPorts } from '../support/compose-functions.ts';
import { makeReach } from './clients.ts';
import { deceive } from './deceive.ts';
import { makeInstanceClock } from './instance-clock.ts';
import type { MutatedInstance } from './mutation.ts';
import { type Caller, makeNetwork } from './network.ts';
import { makePorts } from './ports.ts';
import { START_MS, type VersionSpec } from './scenario.ts';
import type { World } from './world.ts';

export type FunctionKind = 'stream-processor' | 'watermark-keeper' | 'materializer' | 'redriver';

export type Handler<E, R> = (event: E, time: InvocationTime) => Promise<R>;

/** @param die ends the process, as what it runs may */
export type Compose<E, R> = (
  ports: RedriverPorts,
  version: VersionSpec,
  mutated: MutatedInstance,
  die: () => void,
) => Handler<E, R>;

/** How an invocation ended, as whoever asked for it sees it. */
export type End<R> =
  | {
      readonly kind: 'answered';
      readonly response: R;
      /** It had no trouble about progress, and time enough. */
      readonly isHealthy: boolean;
    }
  | { readonly kind: 'failed' };

/** A process that runs one function, one invocation at a time, and is warm between them. */
class Instance<E, R> implements Caller {
  readonly name: string;
  readonly version: VersionSpec;
  mostLatencyMs = 0;
  isBusy = false;
  isDead = false;
  hasLostProgress = false;
  endsMs = Number.POSITIVE_INFINITY;
  begunMs = 0;
  requests = 0;
  /** Given up or recycled: gets no more invocations. */
  isRetired = false;
  /** Set while an invocation runs. */
  onCrash: () => void = () => {};
  handle: Handler<E, R> | null = null;

  constructor(name: string, version: VersionSpec) {
    this.name = name;
    this.version = version;
  }
}

const TIMEOUT_MS = 60_000;
/** An invocation whose timeout is set that high (Lambda Developer Guide, "Lambda quotas"). */
const LONGEST_RUN_MS = 900_000;
const SHORT_TIMEOUT_MS = 400;
/** With more than this left a function clears up before it answers. */
const TIME_TO_CLEAR_UP_MS = 1_000;
/** Some invocations are slow, so that others overtake them. */
const LATENCIES_MS = [0, 0, 300, 3_000];
const ZOMBIE_LATENCIES_MS = [100, 5_000, 30_000];
const MOST_PATIENCE_MS = 500;
/** While a deployment is under way, this share of invocations still meets the version before. */
const OLD_VERSION_SHARE = 0.4;

/** The instances of one function. */
export class Fleet<E, R> {
  readonly #world: World;
  readonly #kind: FunctionKind;
  readonly #compose: Compose<E, R>;
  readonly #instances: Instance<E, R>[] = [];

  constructor(world: World, kind: FunctionKind, compose: Compose<E, R>) {
    this.#world = world;
    this.#kind = kind;
    this.#compose = compose;
  }

  /** True while an invocation runs, also one that nobody waits for any more. */
  get isBusy(): boolean {
    return this.#instances.some(({ isBusy }) => isBusy);
  }

  invoke(event: E, label: () => string, onEnd: (end: End<R>) => void): void {
    const { scheduler, faults, random } = this.#world;
    const instance = this.#acquire();
    let isWaitedFor = true;
    const end = (outcome: End<R>): void => {
      if (isWaitedFor) onEnd(outcome);
      isWaitedFor = false;
    };
    scheduler.note(() => `${instance.name} begins: ${label()}`);
    instance.isBusy = true;
    instance.hasLostProgress = false;
    instance.begunMs = scheduler.nowMs;
    instance.requests = 0;
    instance.endsMs = scheduler.nowMs + LONGEST_RUN_MS;
    instance.mostLatencyMs = random.pick(LATENCIES_MS);
    instance.onCrash = () => scheduler.at(0, () => end({ kind: 'failed' }));
    scheduler.at(random.int(0, MOST_PATIENCE_MS), () => {
      if (!isWaitedFor || !faults.happens('attempt given up but running on')) return;
      this.#giveUp(instance);
      end({ kind: 'failed' });
    });

    const endMs = scheduler.nowMs + (faults.happens('time runs short') ? SHORT_TIMEOUT_MS : TIMEOUT_MS);
    instance.handle?.(event, { getRemainingTimeInMillis: () => endMs - scheduler.nowMs }).then(
      (response) => {
        if (instance.isDead) return;
        instance.isBusy = false;
        scheduler.note(() => `${instance.name} answers ${JSON.stringify(response)}`);
        const isHealthy = !instance.hasLostProgress && endMs - scheduler.nowMs >= TIME_TO_CLEAR_UP_MS;
        scheduler.at(0, () => end({ kind: 'answered', response, isHealthy }));
      },
      // All that is done to a function here is a transient failure to it, so it has no reason to throw.
      (error: unknown) => {
        if (!instance.isDead) this.#world.violate(`${instance.name} threw ${String(error)}`);
      },
    );
  }

  #acquire(): Instance<E, R> {
    const { faults, random } = this.#world;
    const version = this.#versionNow();
    const idle = this.#instances.filter(
      ({ isBusy, isRetired, version: its }) => !isBusy && !isRetired && its === version,
    );
    if (faults.happens('instance recycled')) for (const instance of idle.splice(0)) instance.isRetired = true;
    return idle.length > 0 ? random.pick(idle) : this.#start(version);
  }

  #versionNow(): VersionSpec {
    const { faults, random, scheduler, scenario } = this.#world;
    const [first, next] = scenario.versions;
    if (!first) throw new RangeError('a scenario has a version');
    if (!next) return first;
    const sinceMs = scheduler.nowMs - START_MS - scenario.deployAfterMs;
    const isUnderWay = faults.isOn && sinceMs < scenario.deploymentLastsMs;
    if (faults.isOn && (sinceMs < 0 || (isUnderWay && random.chance(OLD_VERSION_SHARE)))) return first;
    faults.count('version deployed');
    return next;
  }

  #start(version: VersionSpec): Instance<E, R> {
    const { scheduler, faults, random, mutation } = this.#world;
    const instance = new Instance<E, R>(this.#world.fresh(`${this.#kind}-`), version);
    const network = makeNetwork(this.#world, instance, () => this.#crash(instance));
    let mutated: MutatedInstance = {};
    const surroundings = {
      ...makeReach(this.#world, instance, network, (command) => mutated.rewrite?.(command) ?? command),
      clock: makeInstanceClock(this.#world, instance),
      random: random.fork().next,
      nonce: () => this.#world.fresh('nonce-'),
    };
    const given = makePorts(surroundings, this.#world.scenario);
    const deceived = deceive(this.#kind, given, this.#world);
    mutated = mutation.instance?.(this.#kind, deceived, instance, this.#world) ?? {};
    const ports: RedriverPorts = { ...deceived, ...mutated.ports };
    const die = (): void => {
      faults.count('process ended by a record');
      scheduler.note(() => `${instance.name}  ENDED BY A RECORD`);
      this.#crash(instance);
    };
    instance.handle = this.#compose(ports, version, mutated, die);
    this.#instances.push(instance);
    return instance;
  }

  /** As Lambda does at a timeout, whoever waits loses patience; the attempt goes on behind its back, slowly. */
  #giveUp(instance: Instance<E, R>): void {
    const { random, scheduler } = this.#world;
    scheduler.note(() => `${instance.name} is given up, but runs on`);
    instance.isRetired = true;
    instance.mostLatencyMs = random.pick(ZOMBIE_LATENCIES_MS);
  }

  #crash(instance: Instance<E, R>): void {
    instance.isDead = true;
    instance.isBusy = false;
    instance.isRetired = true;
    // What was sent already may arrive although the sender is no more.
    for (const turn of this.#world.scheduler.dropAll(instance)) turn.land?.();
    instance.onCrash();
  }
}
