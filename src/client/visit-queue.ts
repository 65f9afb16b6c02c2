import { type HeldMessage, type LetterQueue, MESSAGES_PER_CALL } from './letter-queue.ts';

export interface VisitOptions {
  /** At most so many messages are looked at; default: all that are there. */
  readonly most?: number;
  /** How many messages the visit is likely to hold, and how fast it goes through them: they stay hidden for so long. */
  readonly expected: number;
  readonly perSecond?: number | undefined;
  /** Ends the visit before its next call. */
  readonly signal?: AbortSignal | undefined;
}

/** Messages that a visit sees for the first time. */
export interface VisitedMessages {
  readonly messages: readonly HeldMessage[];
  /** Deletes some of them for good. @returns ids of those that are gone */
  remove(messages: readonly HeldMessage[]): Promise<ReadonlySet<string>>;
}

const LEAST_HIDDEN_SECONDS = 60;
/** A second for each call of ten: many times what one takes. */
const SECONDS_PER_MESSAGE = 0.1;
/** SQS API reference, ReceiveMessage. */
const MOST_HIDDEN_SECONDS = 43_200;
/** With only known messages in so many calls it has gone round: their visibility timeout is over before the queue's end is reached. */
const CALLS_WITHOUT_NEWS = 20;

/**
 * Looks at a queue's messages, each once, until none is left, and gives back in the end all that were not removed, however it ends.
 * Only a process that dies leaves them hidden, until the visibility timeout is over.
 *
 * On a standard queue this is best effort: a message that somebody else holds is not seen, and SQS may deliver one twice. It raises the
 * receive count of what it sees, so it is not for a queue whose redrive policy decides by that.
 */
export async function* visitQueue(queue: LetterQueue, options: VisitOptions): AsyncGenerator<VisitedMessages, void> {
  const { most = Number.POSITIVE_INFINITY, signal } = options;
  const hiddenSeconds = hiddenSecondsFor(options);
  const handles = new Map<string, string>();
  const seen = new Set<string>();
  const remove = async (messages: readonly HeldMessage[]): Promise<ReadonlySet<string>> => {
    const gone = await queue.remove(messages);
    for (const messageId of gone) handles.delete(messageId);
    return gone;
  };
  try {
    let withoutNews = 0;
    while (seen.size < most && withoutNews < CALLS_WITHOUT_NEWS && !signal?.aborted) {
      // A last glance is enough once as many were seen as there should be.
      const wait = seen.size === 0 || seen.size < options.expected;
      const received = await queue.receive(Math.min(most - seen.size, MESSAGES_PER_CALL), hiddenSeconds, wait);
      if (received.length === 0) return;
      const messages = received.filter(({ messageId }) => !seen.has(messageId));
      for (const { messageId, receiptHandle } of received) {
        handles.set(messageId, receiptHandle);
        seen.add(messageId);
      }
      withoutNews = messages.length === 0 ? withoutNews + 1 : 0;
      if (messages.length > 0) yield { messages, remove };
    }
  } finally {
    await queue.giveBack([...handles.values()]);
  }
}

function hiddenSecondsFor({ most, expected, perSecond }: VisitOptions): number {
  const messages = Math.min(most ?? expected, expected);
  const pause = perSecond === undefined ? 0 : messages / perSecond;
  return Math.min(Math.ceil(LEAST_HIDDEN_SECONDS + messages * SECONDS_PER_MESSAGE + pause), MOST_HIDDEN_SECONDS);
}
