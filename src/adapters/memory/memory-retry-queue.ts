import { delaySeconds } from '../../codecs/task-message.ts';
import { visibilitySeconds } from '../../codecs/visibility.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ReceivedMessage, RetryQueue } from '../../ports/retry-queue.ts';
import { type Fault, makeOperations } from './operations.ts';

export interface HeldMessage extends ReceivedMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  /** How often it was received, this time included. */
  readonly receiveCount: number;
}

/** The retry queue in memory, as its consumer and whoever delivers to that see it. */
export interface MemoryRetryQueue extends RetryQueue {
  send(body: string, attributes?: Readonly<Record<string, string>>): void;
  /** The oldest message that is not hidden; it is hidden from then on. */
  receive(): HeldMessage | undefined;
  delete(receiptHandle: string): void;
  /** How often each operation was called. */
  readonly operations: ReadonlyMap<string, number>;
}

export interface MemoryRetryQueueOptions {
  readonly clock: Pick<Clock, 'nowMs'>;
  /** How long a received message is hidden unless somebody says otherwise. */
  readonly visibilityMs: number;
  readonly fault?: Fault;
}

interface Message extends ReceivedMessage {
  receives: number;
  visibleAtMs: number;
}

export function makeMemoryRetryQueue({ clock, visibilityMs, fault }: MemoryRetryQueueOptions): MemoryRetryQueue {
  const operations = makeOperations(fault);
  const messages = new Map<string, Message>();
  let sent = 0;

  /** A receipt handle names the message, and which time it was received. */
  const idOf = (receiptHandle: string): string => receiptHandle.slice(0, receiptHandle.lastIndexOf('-'));

  const put = (message: Message): void => {
    sent += 1;
    messages.set(`message-${sent}`, message);
  };

  return {
    operations: operations.counts,
    send: (body, attributes = {}) => put({ body, attributes, receives: 0, visibleAtMs: clock.nowMs() }),
    receive() {
      for (const [messageId, message] of messages) {
        if (message.visibleAtMs > clock.nowMs()) continue;
        message.receives += 1;
        message.visibleAtMs = clock.nowMs() + visibilityMs;
        const receiptHandle = `${messageId}-${message.receives}`;
        const { body, attributes } = message;
        return { messageId, body, attributes, receiptHandle, receiveCount: message.receives };
      }
      return undefined;
    },
    delete: (receiptHandle) => void messages.delete(idOf(receiptHandle)),
    async sendAnew({ body, attributes }, delayMs) {
      const delay = delaySeconds(delayMs) * 1_000;
      const message = { body, attributes: { ...attributes }, receives: 0, visibleAtMs: clock.nowMs() + delay };
      await operations.run('sendAnew', () => put(message));
    },
    async postpone(receiptHandle, delayMs) {
      const delay = visibilitySeconds(delayMs) * 1_000;
      await operations.run('postpone', () => {
        const message = messages.get(idOf(receiptHandle));
        if (!message) throw new RangeError(`no message is held by ${receiptHandle}`);
        message.visibleAtMs = clock.nowMs() + delay;
      });
    },
  };
}
