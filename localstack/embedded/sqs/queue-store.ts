import type { KeyValueJournal } from '../journal.ts';
import type { Message, MessageState } from './message.ts';
import type { QueueDefinition } from './queue.ts';

/** Keeps queues and messages; what has returned is kept over the death of the process where there is a data directory. */
export interface QueueStore {
  definitions(): QueueDefinition[];
  saveDefinition(definition: QueueDefinition): void;
  removeDefinition(name: string): void;
  /** The messages of every queue, each in the order in which they came. */
  load(): Map<string, Message[]>;
  save(queue: string, message: Message): void;
  saveState(queue: string, message: Message): void;
  remove(queue: string, message: Message): void;
}

export interface QueueJournals {
  readonly queues: KeyValueJournal<QueueDefinition>;
  /** What was sent: written once. */
  readonly messages: KeyValueJournal<Message>;
  /** What happened to it: written with every receive. */
  readonly messageStates: KeyValueJournal<MessageState>;
}

export function makeQueueStore({ queues: definitions, messages, messageStates: states }: QueueJournals): QueueStore {
  return {
    definitions: () => [...definitions.entries()].map(([, definition]) => definition),
    saveDefinition: (definition) => definitions.set(definition.name, definition),
    removeDefinition: (name) => definitions.delete(name),
    load() {
      const queues = new Map<string, Message[]>();
      for (const [key, message] of messages.entries()) {
        const queue = key.slice(0, key.indexOf('/'));
        const inQueue = queues.get(queue) ?? [];
        inQueue.push({ ...message, state: states.get(key) ?? message.state });
        queues.set(queue, inQueue);
      }
      return queues;
    },
    save: (queue, message) => messages.set(keyOf(queue, message), message),
    saveState: (queue, message) => states.set(keyOf(queue, message), message.state),
    remove(queue, message) {
      messages.delete(keyOf(queue, message));
      states.delete(keyOf(queue, message));
    },
  };
}

function keyOf(queue: string, message: Message): string {
  return `${queue}/${message.key}`;
}
