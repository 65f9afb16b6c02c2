import type { Faults } from './faults.ts';
import type { Message } from './message.ts';
import type { Queue } from './queue.ts';
import { parseRedrivePolicy } from './redrive-policy.ts';

/** How often each fault happens, as a share from 0 to 1 of the occasions for it. */
export interface ChaosShares {
  /** Sent messages that become visible late. */
  readonly delayed: number;
  /** Sent messages that are stored, and delivered, twice. */
  readonly duplicated: number;
  /** Deleted messages that are received again. */
  readonly redelivered: number;
  /** ReceiveMessage answers that never arrive. */
  readonly lost: number;
  /** Receives that take messages in any order. */
  readonly shuffled: number;
}

/** How often each fault has been injected. */
export type Injections = { -readonly [fault in keyof ChaosShares]: number };

export interface Chaos extends Faults {
  readonly injections: Readonly<Injections>;
}

const MAX_EXTRA_DELAY_MS = 3_000;
/** Instead of the queue's visibility timeout, often minutes, so that a run need not wait for what was lost. */
const LOST_VISIBILITY_MS = { min: 1_000, max: 4_000 };
/** Out of so many visible messages a shuffled receive picks. */
const SHUFFLE_WINDOW = 64;

/**
 * Injects what SQS promises to do now and then to standard queues: deliver late, twice, out of order, or lose an answer. No
 * message is ever lost for good, and no message reaches a dead-letter queue through faults alone: copies count their receives
 * for themselves, and an answer is lost at most once a message, never on its last permitted receive.
 */
export function makeChaos(shares: ChaosShares, random: () => number): Chaos {
  const injections: Injections = { delayed: 0, duplicated: 0, redelivered: 0, lost: 0, shuffled: 0 };
  const lostOnce = new WeakSet<Message>();

  const happens = (fault: keyof ChaosShares): boolean => {
    if (random() >= shares[fault]) return false;
    injections[fault] += 1;
    return true;
  };

  const mayBeLost = (queue: Queue) => {
    const policy = queue.definition.attributes.RedrivePolicy;
    const maxReceives = policy === undefined ? Number.POSITIVE_INFINITY : parseRedrivePolicy(policy).maxReceiveCount;
    return (message: Message) => !lostOnce.has(message) && message.state.receiveCount + 1 < maxReceives;
  };

  return {
    injections,
    extraDelayMs: () => (happens('delayed') ? Math.ceil(random() * MAX_EXTRA_DELAY_MS) : 0),
    storesTwice: () => happens('duplicated'),
    survivesDeletion: () => happens('redelivered'),
    losesAnswer(queue, messages) {
      if (!messages.every(mayBeLost(queue)) || !happens('lost')) return undefined;
      for (const message of messages) lostOnce.add(message);
      return LOST_VISIBILITY_MS.min + random() * (LOST_VISIBILITY_MS.max - LOST_VISIBILITY_MS.min);
    },
    order(candidates) {
      const window = firstOf(candidates, SHUFFLE_WINDOW);
      return window.length > 1 && happens('shuffled') ? shuffle(window, random) : window;
    },
  };
}

function firstOf<T>(items: Iterable<T>, count: number): T[] {
  const first: T[] = [];
  for (const item of items) {
    if (first.length === count) break;
    first.push(item);
  }
  return first;
}

/** Fisher and Yates. */
function shuffle<T>(items: readonly T[], random: () => number): T[] {
  const rest = [...items];
  return items.flatMap(() => rest.splice(Math.floor(random() * rest.length), 1));
}
