import type { CallContext } from '../gateway/service.ts';
import type { Message } from './message.ts';
import type { Queue } from './queue.ts';

/** Runs a task later; the answer cancels it. */
export type Schedule = (delayMs: number, task: () => void) => () => void;

export interface LongPollsDeps {
  readonly clock: () => number;
  readonly schedule: Schedule;
}

/** Receives that wait for a message. */
export interface LongPolls {
  /** Tries at once, then whenever messages may have become visible, until some are found or time is up. */
  wait(
    queue: Queue,
    waitMs: number,
    context: CallContext,
    attempt: () => readonly Message[],
  ): Promise<readonly Message[]>;
  /** Lets waiting receives try again. */
  serve(queue: Queue): void;
  /** Answers every receive that waits now with nothing. */
  answerAll(): void;
}

interface Waiter {
  readonly attempt: () => readonly Message[];
  readonly finish: (messages: readonly Message[]) => void;
}

interface Line {
  readonly waiters: Set<Waiter>;
  cancelWake: () => void;
}

export function makeLongPolls({ clock, schedule }: LongPollsDeps): LongPolls {
  const lines = new Map<Queue, Line>();

  const lineOf = (queue: Queue): Line => {
    const line = lines.get(queue) ?? { waiters: new Set<Waiter>(), cancelWake: () => {} };
    lines.set(queue, line);
    return line;
  };

  const serve = (queue: Queue) => {
    const line = lines.get(queue);
    if (!line) return;
    for (const waiter of [...line.waiters]) {
      const messages = waiter.attempt();
      if (messages.length > 0) waiter.finish(messages);
    }
    wakeWhenDue(queue, line);
  };

  /** A message in flight or delayed becomes visible by itself, without a call that would serve the line. */
  const wakeWhenDue = (queue: Queue, line: Line) => {
    line.cancelWake();
    const dueMs = queue.nextDueMs();
    if (line.waiters.size === 0 || dueMs === undefined) return;
    line.cancelWake = schedule(Math.min(Math.max(0, dueMs - clock()), MAX_DELAY_MS), () => serve(queue));
  };

  return {
    serve,
    wait(queue, waitMs, context, attempt) {
      const found = attempt();
      if (found.length > 0 || waitMs === 0) return Promise.resolve(found);
      return new Promise((resolve) => {
        const line = lineOf(queue);
        const waiter: Waiter = {
          attempt,
          finish(messages) {
            cancelTimeout();
            line.waiters.delete(waiter);
            resolve(messages);
          },
        };
        const cancelTimeout = schedule(waitMs, () => waiter.finish([]));
        context.onGone(() => waiter.finish([]));
        line.waiters.add(waiter);
        wakeWhenDue(queue, line);
      });
    },
    answerAll() {
      for (const line of lines.values()) {
        line.cancelWake();
        for (const waiter of [...line.waiters]) waiter.finish([]);
      }
    },
  };
}

/** The longest delay of a timer in Node; a longer one would fire at once. */
const MAX_DELAY_MS = 2_147_483_647;
