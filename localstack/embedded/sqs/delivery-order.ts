import type { Message } from './message.ts';

/** Decides which messages of a queue may be delivered, and in which order. */
export interface DeliveryOrder {
  /** The message has come into the queue, visible or not. */
  entered(message: Message): void;
  /** The message has become visible. */
  shown(message: Message): void;
  /** The message has become invisible. */
  hidden(message: Message): void;
  /** The message has left the queue. */
  left(message: Message): void;
  /** What can be delivered now, first what comes first. Messages may leave the queue meanwhile. */
  candidates(): Iterable<Message>;
  /** These messages are being delivered together. */
  taken(messages: readonly Message[]): void;
}

/** A standard queue: whatever is visible, in the order in which it became so. */
export function makeStandardOrder(): DeliveryOrder {
  const visible = new Set<Message>();
  return {
    entered: () => {},
    shown: (message) => void visible.add(message),
    hidden: (message) => void visible.delete(message),
    left: (message) => void visible.delete(message),
    candidates: () => visible,
    taken: () => {},
  };
}

/**
 * A FIFO queue: each group from its first message up to the first one that is invisible, so that nothing overtakes a message
 * in flight. Groups take turns: one that was served goes to the end.
 */
export function makeFifoOrder(): DeliveryOrder {
  const groups = new Map<string, Map<string, Message>>();

  function* candidates(): Iterable<Message> {
    for (const group of [...groups.values()]) {
      for (const message of group.values()) {
        if (message.state.hiding) break;
        yield message;
      }
    }
  }

  return {
    entered(message) {
      const groupId = message.groupId ?? '';
      const group = groups.get(groupId) ?? new Map<string, Message>();
      group.set(message.key, message);
      groups.set(groupId, group);
    },
    shown: () => {},
    hidden: () => {},
    left(message) {
      const groupId = message.groupId ?? '';
      const group = groups.get(groupId);
      group?.delete(message.key);
      if (group?.size === 0) groups.delete(groupId);
    },
    candidates,
    taken(messages) {
      for (const groupId of new Set(messages.map((message) => message.groupId ?? ''))) {
        const group = groups.get(groupId);
        groups.delete(groupId);
        if (group) groups.set(groupId, group);
      }
    },
  };
}
