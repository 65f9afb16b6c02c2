import { copyOf } from './enqueue.ts';
import { invalidParameter, invalidValue } from './errors.ts';
import type { Faults } from './faults.ts';
import type { LongPolls } from './long-polls.ts';
import type { Queue } from './queue.ts';
import { messageOfHandle, parseReceiptHandle } from './receipt-handle.ts';
import { visibilityTimeoutMs } from './receive.ts';

export interface AcknowledgeDeps {
  readonly clock: () => number;
  readonly makeId: () => string;
  readonly faults: Faults;
  readonly polls: LongPolls;
}

/** What a receiver may do with a message, by its handle. */
export interface Acknowledge {
  /** Deleting a message again is no error. @throws AwsError for a handle that is none, or a FIFO queue's expired one */
  delete(queue: Queue, handle: string): void;
  /** Makes a message invisible for so long from now; 0 makes it visible. It does not count as a receive. @throws AwsError */
  changeVisibility(queue: Queue, handle: string, seconds: number): void;
  /** See `ReleaseEarly`. */
  releaseEarly(queue: Queue, handle: string, seconds: number): void;
}

/**
 * Lets a message be received again after so many seconds, unless it has left the queue, is visible, was received anew, or
 * somebody has changed its visibility since this receive: who did that meant it. @throws AwsError where there is no such queue or handle
 */
export type ReleaseEarly = (queueUrl: string, handle: string, seconds: number) => void;

/** A message can be invisible for 12 hours from its receive, however often that is extended. */
const MAX_INVISIBLE_MS = 43_200_000;

export function makeAcknowledge({ clock, makeId, faults, polls }: AcknowledgeDeps): Acknowledge {
  return {
    delete(queue, handle) {
      const message = messageOfHandle(queue, handle);
      if (!message) return;
      // The copy comes before the deletion and counts its receives anew, so that surviving never leads to a dead-letter queue.
      if (!queue.fifo && faults.survivesDeletion()) queue.enter(copyOf(message, makeId(), clock()));
      queue.remove(message);
      polls.serve(queue);
    },
    changeVisibility(queue, handle, seconds) {
      const timeoutMs = visibilityTimeoutMs(seconds);
      const message = messageOfHandle(queue, handle);
      if (!message) {
        const reason = 'Message does not exist or is not available for visibility timeout change.';
        throw invalidValue('ReceiptHandle', handle, reason);
      }
      const untilMs = clock() + timeoutMs;
      if (untilMs - (message.state.lastReceivedMs ?? untilMs) > MAX_INVISIBLE_MS) {
        throw invalidParameter('Total VisibilityTimeout for the message is beyond the limit [43200 seconds]');
      }
      message.state.visibilityChanged = true;
      queue.hide(message, untilMs, 'inFlight');
      polls.serve(queue);
    },
    releaseEarly(queue, handle, seconds) {
      const { key, receiveCount } = parseReceiptHandle(queue, handle);
      const message = queue.find(key);
      if (message?.state.hiding !== 'inFlight' || message.state.visibilityChanged) return;
      if (message.state.receiveCount !== receiveCount) return;
      queue.hide(message, clock() + visibilityTimeoutMs(seconds), 'inFlight');
      polls.serve(queue);
    },
  };
}
