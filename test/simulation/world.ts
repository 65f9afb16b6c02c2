import { makeMemoryArchive } from '../../src/adapters/memory/memory-archive.ts';
import { type MemoryDeadLetters, makeMemoryDeadLetters } from '../../src/adapters/memory/memory-dead-letters.ts';
import { makeMemoryResultStore } from '../../src/adapters/memory/memory-result-store.ts';
import { type MemoryStateStore, makeMemoryStateStore } from '../../src/adapters/memory/memory-state-store.ts';
import { pokeBody, taskBody } from '../../src/codecs/task-message.ts';
import type { RedriverPorts } from '../support/compose-functions.ts';
import { registry } from './definition.ts';
import { ExpiryWatch } from './expiry-watch.ts';
import { Faults } from './faults.ts';
import { GivenUp } from './given-up.ts';
import { Letters } from './letters.ts';
import type { Mutation } from './mutation.ts';
import { SimQueue } from './queue.ts';
import type { Random } from './random.ts';
import { type Scenario, START_MS } from './scenario.ts';
import { Scheduler } from './scheduler.ts';
import { SimStream } from './stream.ts';
import { Watch } from './watch.ts';

/** Services that all instances share. */
export type SharedPorts = Pick<
  RedriverPorts,
  'state' | 'results' | 'deadLetters' | 'retryQueue' | 'archive' | 'stream' | 'tasks' | 'pokes' | 'registry'
>;

/** One simulated deployment: its services, and what decides about time, order and faults. */
export class World {
  readonly scenario: Scenario;
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  readonly stream: SimStream;
  readonly tasks: SimQueue;
  readonly pokes: SimQueue;
  /** Every letter that was ever sent. */
  readonly deadLetters: MemoryDeadLetters = makeMemoryDeadLetters();
  readonly letters: Letters;
  /** The state table itself, for looking without taking part. */
  readonly state: MemoryStateStore = makeMemoryStateStore();
  readonly givenUp = new GivenUp();
  readonly watch: Watch;
  readonly expiry = new ExpiryWatch(this);
  readonly mutation: Mutation;
  /** The services as functions reach them, each effect checked as it happens. */
  readonly shared: SharedPorts;
  resultsRefusedUntilMs = 0;
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
    this.letters = new Letters(this, this.deadLetters);
    const results = mutation.results?.() ?? makeMemoryResultStore();
    this.watch = new Watch(this, results);
    this.shared = {
      state: this.expiry.over(this.watch.over(this.state)),
      results: this.watch.overResults(),
      deadLetters: this.letters.port,
      retryQueue: this.letters.held,
      archive: makeMemoryArchive(),
      stream: this.stream.reader,
      tasks: {
        sendTasks: async (tasks, delayMs) => {
          for (const task of tasks) this.tasks.send(taskBody(task), delayMs);
        },
      },
      registry,
      pokes: { poke: async (poke) => this.pokes.send(pokeBody(poke), 0) },
    };
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
