import { makeDynamoDbStateStore } from '../../src/adapters/aws/dynamodb-state-store.ts';
import type { StateStore } from '../../src/ports/state-store.ts';
import { ExpiryWatch } from './expiry-watch.ts';
import { Faults } from './faults.ts';
import { GivenUp } from './given-up.ts';
import { Letters } from './letters.ts';
import type { Mutation } from './mutation.ts';
import { Published } from './published.ts';
import { SimQueue } from './queue.ts';
import type { Random } from './random.ts';
import { type Scenario, START_MS } from './scenario.ts';
import { Scheduler } from './scheduler.ts';
import { dynamoDbClientOf } from './services/dynamodb/dynamodb-client.ts';
import { makeServices, NAMES, type Services } from './services.ts';
import { SimStream } from './stream.ts';
import { Watch } from './watch.ts';

/** One simulated deployment: its services, and what decides about time, order and faults. */
export class World {
  readonly scenario: Scenario;
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  readonly stream: SimStream;
  readonly tasks: SimQueue;
  readonly pokes: SimQueue;
  readonly letters: Letters;
  readonly services: Services;
  /** The state table without a network between, for looking without taking part. */
  readonly state: StateStore;
  readonly givenUp = new GivenUp();
  readonly watch: Watch;
  readonly published = new Published(this);
  readonly expiry = new ExpiryWatch(this);
  readonly mutation: Mutation;
  resultsRefusedUntilMs = 0;
  /** Since when the process has been at work whose request takes effect now. */
  actingSinceMs = 0;
  /** The first thing found wrong; it ends the run. */
  violation: string | null = null;
  #given = 0;

  constructor(scenario: Scenario, random: Random, mutation: Mutation) {
    this.scenario = scenario;
    this.random = random;
    this.mutation = mutation;
    this.scheduler = new Scheduler(random.fork(), START_MS);
    this.faults = new Faults(random.fork());
    this.stream = new SimStream(random.fork(), scenario.shardCount, START_MS);
    this.tasks = new SimQueue(this, { name: 'tasks', isExclusive: false, mostAtOnce: 5, isLossy: true });
    this.pokes = new SimQueue(this, { name: 'pokes', isExclusive: true, mostAtOnce: 10, isLossy: true });
    this.letters = new Letters(this);
    this.watch = new Watch(this);
    this.services = makeServices(this, (write) => {
      this.watch.saw(write);
      this.expiry.saw(write);
    });
    this.state = makeDynamoDbStateStore({
      client: dynamoDbClientOf(this.services.dynamodb),
      tableName: NAMES.stateTable,
    });
  }

  violate(what: string): void {
    this.violation ??= what;
  }

  /** A text never given before. */
  fresh(prefix: string): string {
    this.#given += 1;
    return `${prefix}${this.#given}`;
  }
}
