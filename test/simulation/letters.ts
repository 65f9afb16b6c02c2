import type { DeadLetter } from '../../src/codecs/dead-letter.ts';
import { parseLetter } from '../../src/codecs/parse-letter.ts';
import { SimQueue } from './queue.ts';
import type { SqsTarget } from './services/sqs/sim-sqs.ts';
import type { World } from './world.ts';

export const MAX_RECEIVES = 3;

/** Letters about records that were not counted: the queues that they lie in, and the operator who moves them. */
export class Letters {
  readonly retry: SimQueue;
  /** What functions reach of the retry queue and the late queue. */
  readonly retryTarget: SqsTarget;
  readonly lateTarget: SqsTarget;
  readonly #world: World;
  /** When dead letters were moved for the last time. */
  redrivenAtMs = 0;
  #dead: string[] = [];
  #late: string[] = [];
  /** Every letter that was ever sent, by shard. */
  readonly #sent = new Map<string, DeadLetter[]>();

  constructor(world: World) {
    this.#world = world;
    this.retry = new SimQueue(world, {
      name: 'retry',
      isExclusive: false,
      // What ends the process takes others with it.
      mostAtOnce: world.scenario.givesUp ? 1 : world.random.pick([1, 1, 4]),
      isLossy: false,
      mayHalt: world.scenario.expiry !== null,
      deadLetters: { maxReceives: MAX_RECEIVES, take: (body) => void this.#dead.push(body) },
    });
    this.retryTarget = {
      send: (body, delayMs) => {
        this.#remember(letterIn(body));
        this.retry.send(body, delayMs);
      },
      postpone: (receiptHandle, delayMs) => this.retry.postpone(receiptHandle, delayMs),
    };
    this.lateTarget = {
      send: (body) => {
        this.#remember(letterIn(body));
        this.#late.push(body);
      },
    };
  }

  /** Every letter that was ever sent about records of a shard. */
  about(shardId: string): readonly DeadLetter[] {
    return this.#sent.get(shardId) ?? [];
  }

  /** Dead letters as they lie there. */
  get dead(): readonly DeadLetter[] {
    return this.#dead.map(letterIn);
  }

  /** Late events as they lie there. */
  get late(): readonly DeadLetter[] {
    return this.#late.map(letterIn);
  }

  /** What the console's "Start DLQ redrive" does. */
  redrive(): void {
    const { faults, scheduler } = this.#world;
    const moved = this.#dead.splice(0);
    this.redrivenAtMs = scheduler.nowMs;
    if (moved.length > 0) faults.count('dead letters redriven');
    scheduler.note(() => `${moved.length} dead letters redriven`);
    this.#send(moved);
  }

  /** Somebody notices that letters lie there, and mends whatever keeps them. */
  resume(): void {
    for (const body of this.#dead.splice(0)) this.retry.send(body, 0);
    this.retry.resume();
  }

  /** What `millrace late redrive` does. */
  admitLate(): void {
    const { faults, scheduler } = this.#world;
    const moved = this.#late.splice(0);
    if (moved.length > 0) faults.count('late events admitted');
    scheduler.note(() => `${moved.length} late events admitted`);
    this.#send(moved);
  }

  #remember(letter: DeadLetter): void {
    this.#sent.set(letter.shardId, [...this.about(letter.shardId), letter]);
  }

  /** Moving is at least once: some arrive twice. */
  #send(bodies: readonly string[]): void {
    for (const body of bodies) {
      this.retry.send(body, 0);
      if (this.#world.faults.happens('letter moved twice')) this.retry.send(body, 0);
    }
  }
}

function letterIn(body: string): DeadLetter {
  const letter = parseLetter(body);
  if (typeof letter === 'string') throw new TypeError(letter);
  return letter;
}
