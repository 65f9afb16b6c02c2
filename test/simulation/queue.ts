import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { type MessageGiven, sqsEvent } from '../support/lambda-events.ts';
import type { Fleet } from './fleet.ts';
import type { World } from './world.ts';

interface Message {
  readonly messageId: string;
  readonly body: string;
  visibleMs: number;
  receiveCount: number;
  /** How long its consumer wants it hidden; null: as long as the queue hides every message. */
  postponedMs: number | null;
}

export interface QueueOptions {
  readonly name: string;
  /** Like one message group of a FIFO queue: the next messages wait until those before are done. */
  readonly isExclusive: boolean;
  readonly mostAtOnce: number;
  /** Messages may vanish; only where what they ask for is remembered elsewhere. */
  readonly isLossy: boolean;
  /** Its mapping may be stopped for days, until somebody sees to it. */
  readonly mayHalt?: boolean;
  /** Receives after which a message goes there instead of being delivered again. */
  readonly deadLetters?: { readonly maxReceives: number; readonly take: (body: string) => void };
}

const VISIBILITY_MS = 30_000;
/** Until windows have expired. */
const LONGEST_HALT_MS = 60 * 3_600_000;

/** A queue with its mapping to a function: at least once, in no order, and now and then a message is lost. */
export class SimQueue {
  readonly #world: World;
  readonly #options: QueueOptions;
  #waiting: Message[] = [];
  #consumer: Fleet<SQSEvent, SQSBatchResponse> | null = null;
  #inFlight = 0;
  readonly #held = new Map<string, Message>();

  constructor(world: World, options: QueueOptions) {
    this.#world = world;
    this.#options = options;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0 && this.#inFlight === 0;
  }

  consumeBy(fleet: Fleet<SQSEvent, SQSBatchResponse>): void {
    this.#consumer = fleet;
  }

  send(body: string, delayMs: number): void {
    const { faults, scheduler } = this.#world;
    if (this.#options.isLossy && faults.happens('message lost')) {
      scheduler.note(() => `a message to ${this.#options.name} is lost: ${body}`);
      return;
    }
    const messageId = this.#world.fresh(`${this.#options.name}-`);
    this.#put({ messageId, body, visibleMs: 0, receiveCount: 0, postponedMs: null }, delayMs);
  }

  /** Hides a message that is being worked on for longer, or shorter, than usual. */
  postpone(receiptHandle: string, delayMs: number): void {
    const held = this.#held.get(receiptHandle.slice(0, receiptHandle.lastIndexOf('-')));
    if (held) held.postponedMs = delayMs;
  }

  /** Somebody sees to it that everything is worked on. */
  resume(): void {
    if (!this.#options.mayHalt) return;
    const { nowMs } = this.#world.scheduler;
    for (const message of this.#waiting) message.visibleMs = Math.min(message.visibleMs, nowMs + VISIBILITY_MS);
    this.#world.scheduler.at(VISIBILITY_MS, () => this.#deliver());
  }

  #put(message: Message, delayMs: number): void {
    const { scheduler, faults, random } = this.#world;
    const isHalted = this.#options.mayHalt && message.receiveCount > 0 && faults.happens('queue halted for days');
    const hiddenMs = isHalted ? random.int(0, LONGEST_HALT_MS) : delayMs;
    message.visibleMs = scheduler.nowMs + hiddenMs;
    this.#waiting.push(message);
    scheduler.at(hiddenMs, () => this.#deliver());
  }

  #handOnTheDead(): void {
    const { deadLetters } = this.#options;
    if (!deadLetters) return;
    const isDead = ({ visibleMs, receiveCount }: Message): boolean =>
      visibleMs <= this.#world.scheduler.nowMs && receiveCount >= deadLetters.maxReceives;
    for (const { body } of this.#waiting.filter(isDead)) deadLetters.take(body);
    this.#waiting = this.#waiting.filter((message) => !isDead(message));
  }

  #deliver(): void {
    const { faults, random, scheduler } = this.#world;
    if (this.#options.isExclusive && this.#inFlight > 0 && !faults.happens('two consumers of one queue at once'))
      return;
    this.#handOnTheDead();
    const visible = this.#waiting.filter(({ visibleMs }) => visibleMs <= scheduler.nowMs);
    const batch = visible.slice(0, random.int(1, this.#options.mostAtOnce));
    if (batch.length === 0 || !this.#consumer) return;
    this.#waiting = this.#waiting.filter((message) => !batch.includes(message));
    for (const message of batch) {
      message.receiveCount += 1;
      message.postponedMs = null;
      this.#held.set(message.messageId, message);
    }
    this.#inFlight += 1;
    if (faults.happens('message received and not delivered')) {
      // Whoever received them for the function is no more: they come again when they are visible again.
      scheduler.at(VISIBILITY_MS, () => this.#settle(batch, null));
      return;
    }
    const bodies = () => batch.map(({ body }) => body).join(' ');
    this.#consumer.invoke(sqsEvent(batch.map(given)), bodies, (end) => {
      const failed = end.kind === 'answered' ? end.response.batchItemFailures.map((item) => item.itemIdentifier) : null;
      this.#settle(batch, failed);
    });
  }

  /** @param failed those that were not done; null: nobody knows, so all */
  #settle(batch: readonly Message[], failed: readonly string[] | null): void {
    const { faults, random, scheduler } = this.#world;
    this.#inFlight -= 1;
    for (const message of batch) {
      this.#held.delete(message.messageId);
      if (!failed || failed.includes(message.messageId)) this.#put(message, message.postponedMs ?? VISIBILITY_MS);
      else if (faults.happens('message delivered again')) this.#put(message, random.int(0, 2 * VISIBILITY_MS));
    }
    if (this.#waiting.length > 0) scheduler.at(0, () => this.#deliver());
  }
}

function given({ messageId, body, receiveCount }: Message): MessageGiven {
  return { messageId, body, receiveCount };
}
