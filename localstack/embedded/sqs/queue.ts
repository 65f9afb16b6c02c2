import { numberAttribute, type QueueAttributes } from './attributes.ts';
import { type DeliveryOrder, makeFifoOrder, makeStandardOrder } from './delivery-order.ts';
import { makeDueHeap } from './due-heap.ts';
import type { Message } from './message.ts';
import type { QueueStore } from './queue-store.ts';

export interface QueueDefinition {
  readonly name: string;
  readonly arn: string;
  readonly attributes: QueueAttributes;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdMs: number;
  readonly modifiedMs: number;
}

export interface Counts {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

export interface Queue {
  readonly definition: QueueDefinition;
  readonly fifo: boolean;
  define(definition: QueueDefinition): void;
  /** Adds a message; it is invisible until its `visibleAtMs`. */
  enter(message: Message): void;
  find(key: string): Message | undefined;
  /** All, in the order in which they came; they may leave the queue meanwhile. */
  messages(): Iterable<Message>;
  remove(message: Message): void;
  /** Changes when a message becomes visible; a time that has come shows it at once. */
  hide(message: Message, untilMs: number, hiding: 'delayed' | 'inFlight'): void;
  /** What can be delivered, in order; messages may leave the queue meanwhile. */
  candidates(): Iterable<Message>;
  /** Counts a receive of these messages and hides them for the visibility timeout. */
  take(messages: readonly Message[], visibilityMs: number): void;
  counts(): Counts;
  /** When the next invisible message may become visible. */
  nextDueMs(): number | undefined;
}

export interface QueueDeps {
  readonly store: QueueStore;
  readonly clock: () => number;
}

/** Outdated entries of the heap that are not worth tidying away. */
const TIDY_ABOVE = 1_000;

/** A queue's messages and their visibility. Time passes in it whenever it is asked for something. */
export function makeQueue(initial: QueueDefinition, stored: Iterable<Message>, deps: QueueDeps): Queue {
  let definition = initial;
  const { store, clock } = deps;
  const fifo = initial.attributes.FifoQueue === 'true';
  const order: DeliveryOrder = fifo ? makeFifoOrder() : makeStandardOrder();
  const messages = new Map<string, Message>();
  /** Keys of invisible messages; those of messages that are so no longer stay until their time or the next tidying. */
  const due = makeDueHeap<string>();
  const hidden = { delayed: 0, inFlight: 0 };

  const isExpired = (message: Message) =>
    message.sentMs + numberAttribute(definition.attributes, 'MessageRetentionPeriod') * 1_000 <= clock();

  const uncount = ({ state }: Message) => {
    if (state.hiding) hidden[state.hiding] -= 1;
    state.hiding = undefined;
  };

  const drop = (message: Message) => {
    if (!messages.delete(message.key)) return;
    uncount(message);
    order.left(message);
    store.remove(definition.name, message);
  };

  const tidyDue = () => {
    if (due.size() < 2 * (hidden.delayed + hidden.inFlight) + TIDY_ABOVE) return;
    due.clear();
    for (const { key, state } of messages.values()) if (state.hiding) due.push(state.visibleAtMs, key);
  };

  const hide = (message: Message, untilMs: number, hiding: 'delayed' | 'inFlight') => {
    uncount(message);
    order.hidden(message);
    message.state.visibleAtMs = untilMs;
    if (untilMs <= clock()) return order.shown(message);
    message.state.hiding = hiding;
    hidden[hiding] += 1;
    due.push(untilMs, message.key);
    tidyDue();
  };

  /** Shows what has become visible and forgets what is too old; a queue's oldest messages are in front, but for moved ones. */
  const pass = () => {
    const nowMs = clock();
    for (let key = due.popDue(nowMs); key !== undefined; key = due.popDue(nowMs)) {
      const message = messages.get(key);
      if (!message?.state.hiding || message.state.visibleAtMs > nowMs) continue;
      uncount(message);
      order.shown(message);
    }
    for (const message of messages.values()) {
      if (!isExpired(message)) break;
      drop(message);
    }
  };

  /** Those whose retention is not over; the others leave. */
  function* fresh(held: Iterable<Message>): Iterable<Message> {
    for (const message of held) {
      if (isExpired(message)) drop(message);
      else yield message;
    }
  }

  const admit = (message: Message) => {
    const { hiding = 'delayed', visibleAtMs } = message.state;
    message.state.hiding = undefined;
    messages.set(message.key, message);
    order.entered(message);
    hide(message, visibleAtMs, hiding);
  };

  for (const message of stored) admit(message);

  return {
    get definition() {
      return definition;
    },
    fifo,
    define(changed) {
      definition = changed;
      store.saveDefinition(changed);
    },
    enter(message) {
      store.save(definition.name, message);
      admit(message);
    },
    find(key) {
      pass();
      return messages.get(key);
    },
    messages() {
      pass();
      return fresh(messages.values());
    },
    remove: drop,
    hide(message, untilMs, hiding) {
      hide(message, untilMs, hiding);
      store.saveState(definition.name, message);
    },
    candidates() {
      pass();
      return fresh(order.candidates());
    },
    take(taken, visibilityMs) {
      const nowMs = clock();
      for (const message of taken) {
        message.state.receiveCount += 1;
        message.state.firstReceivedMs ??= nowMs;
        message.state.lastReceivedMs = nowMs;
        message.state.visibilityChanged = undefined;
        hide(message, nowMs + visibilityMs, 'inFlight');
        store.saveState(definition.name, message);
      }
      order.taken(taken);
    },
    counts() {
      pass();
      return { visible: messages.size - hidden.delayed - hidden.inFlight, ...hidden };
    },
    nextDueMs: () => due.nextDueMs(),
  };
}
