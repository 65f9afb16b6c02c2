import type { KeyValueJournal } from '../journal.ts';
import type { Message } from './message.ts';
import type { Queue } from './queue.ts';

/** What the first sender of a message was told; whoever sends it again within the interval is told the same. */
export interface SentMessage {
  readonly messageId: string;
  readonly sequenceNumber?: string | undefined;
  readonly sentMs: number;
}

export interface Deduplication {
  /** The message that this one duplicates, if any. */
  original(queue: Queue, message: Pick<Message, 'deduplicationId' | 'groupId'>): SentMessage | undefined;
  remember(queue: Queue, message: Message): void;
  forget(queue: Queue): void;
}

/** SQS developer guide, "Exactly-once processing". It also holds for messages that were received and deleted meanwhile. */
const INTERVAL_MS = 300_000;

export function makeDeduplication(sent: KeyValueJournal<SentMessage>, clock: () => number): Deduplication {
  const isRecent = ({ sentMs }: SentMessage) => sentMs + INTERVAL_MS > clock();
  /** Entries stand in the order of sending, so the outdated ones are in front. */
  const prune = () => {
    for (const [key, message] of sent.entries()) {
      if (isRecent(message)) return;
      sent.delete(key);
    }
  };
  return {
    original(queue, message) {
      prune();
      const found = sent.get(keyOf(queue, message));
      return found && isRecent(found) ? found : undefined;
    },
    remember(queue, { messageId, sequenceNumber, sentMs, ...ids }) {
      sent.set(keyOf(queue, ids), { messageId, sequenceNumber, sentMs });
    },
    forget(queue) {
      const prefix = `${queue.definition.name}/`;
      for (const [key] of [...sent.entries()]) if (key.startsWith(prefix)) sent.delete(key);
    },
  };
}

function keyOf({ definition }: Queue, ids: Pick<Message, 'deduplicationId' | 'groupId'>): string {
  const scope = definition.attributes.DeduplicationScope === 'messageGroup' ? [ids.groupId] : [];
  return `${definition.name}/${JSON.stringify([ids.deduplicationId, ...scope])}`;
}
