import type { MemoryDeadLetters } from '../../src/adapters/memory/memory-dead-letters.ts';
import type { DeadLetter } from '../../src/codecs/dead-letter.ts';
import { letterBody, makeLetterWriter } from '../../src/codecs/letter-writer.ts';
import { parseLetter } from '../../src/codecs/parse-letter.ts';
import type { DeadLetters } from '../../src/ports/dead-letters.ts';
import type { RetryQueue } from '../../src/ports/retry-queue.ts';
import { SimQueue } from './queue.ts';
import type { World } from './world.ts';

export const MAX_RECEIVES = 3;

/** Letters about records that were not counted: the queues that they lie in, and the operator who moves them. */
export class Letters {
  readonly retry: SimQueue;
  /** What functions send by. */
  readonly port: DeadLetters;
  /** What the redriver does to letters that it holds. */
  readonly held: RetryQueue;
  readonly #world: World;
  /** When dead letters were moved for the last time. */
  redrivenAtMs = 0;
  #dead: string[] = [];
  #late: string[] = [];

  constructor(world: World, twin: MemoryDeadLetters) {
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
    const writer = makeLetterWriter({
      pipeline: 'simulated',
      nonce: () => world.fresh('letter-'),
      nowMs: () => world.scheduler.nowMs,
    });
    this.port = {
      async sendRejected(records) {
        await twin.sendRejected(records);
        for (const record of records) world.letters.retry.send(letterBody(writer.rejected(record)), 0);
      },
      sendTooLate: async (records) => {
        await twin.sendTooLate(records);
        this.#late.push(...records.map((record) => letterBody(writer.tooLate(record))));
      },
    };
    this.held = {
      sendAnew: async ({ body }, delayMs) => this.retry.send(body, delayMs),
      postpone: async (receiptHandle, delayMs) =>
        this.retry.postpone(receiptHandle.slice(0, receiptHandle.lastIndexOf('-')), delayMs),
    };
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
    scheduler.note(`${moved.length} dead letters redriven`);
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
    scheduler.note(`${moved.length} late events admitted`);
    this.#send(moved);
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
