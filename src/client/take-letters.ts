import type { Clock } from '../ports/clock.ts';
import { type HeldMessage, type LetterQueue, MESSAGES_PER_CALL } from './letter-queue.ts';
import {
  isMeant,
  type LetterFilter,
  type LetterReason,
  type ListedLetter,
  listedLetter,
  recordOf,
} from './listed-letter.ts';
import { type VisitedMessages, type VisitOptions, visitQueue } from './visit-queue.ts';

export interface TakeOptions extends VisitOptions {
  /** Told after each few letters. */
  readonly onProgress?: ((report: TakeReport) => void) | undefined;
}

export interface TakeReport {
  /** Letters taken, by reason. */
  readonly taken: ReadonlyMap<LetterReason, number>;
  /** Letters left that were not meant, by reason. */
  readonly left: ReadonlyMap<LetterReason, number>;
  /** Letters left because one of the same record was forwarded before: it has come back, or was sent twice. */
  readonly again: number;
  /** True where it was ended before the queue's end. */
  readonly interrupted: boolean;
}

export interface TakeDeps {
  readonly queue: LetterQueue;
  readonly clock: Clock;
  /** Brings a letter elsewhere before it is removed here; it is durable there when this returns. Left out: it is only removed. */
  readonly forward?: (message: HeldMessage) => Promise<void>;
}

/**
 * Takes the letters that are meant out of a queue, and gives the others back. A letter is removed only once it has been
 * forwarded, so where this ends early one may be in both places; it is never lost.
 *
 * @param options.perSecond at most so many letters a second
 */
export async function takeLetters(deps: TakeDeps, filter: LetterFilter, options: TakeOptions): Promise<TakeReport> {
  const { clock, forward } = deps;
  const { perSecond, signal, onProgress } = options;
  const taken = new Map<LetterReason, number>();
  const left = new Map<LetterReason, number>();
  const records = new Set<string>();
  const atOnce = Math.min(perSecond ?? MESSAGES_PER_CALL, MESSAGES_PER_CALL);
  let again = 0;
  let total = 0;
  const startMs = clock.nowMs();

  const takeSome = async (visited: VisitedMessages, some: readonly Taken[]): Promise<void> => {
    for (const { listed } of some) records.add(recordOf(listed));
    for (const { listed } of await takeAll(deps, visited, some)) {
      taken.set(listed.reason, (taken.get(listed.reason) ?? 0) + 1);
      total += 1;
    }
    onProgress?.({ taken, left, again, interrupted: false });
    const aheadMs = perSecond === undefined ? 0 : startMs + (total * 1_000) / perSecond - clock.nowMs();
    if (aheadMs > 0) await clock.after(Math.ceil(aheadMs));
  };

  for await (const visited of visitQueue(deps.queue, options)) {
    const meant: Taken[] = [];
    for (const message of visited.messages) {
      const listed = listedLetter(message);
      if (!isMeant(filter, listed)) left.set(listed.reason, (left.get(listed.reason) ?? 0) + 1);
      else if (forward && records.has(recordOf(listed))) again += 1;
      else meant.push({ message, listed });
    }
    for (let from = 0; from < meant.length && !signal?.aborted; from += atOnce) {
      await takeSome(visited, meant.slice(from, from + atOnce));
    }
  }
  return { taken, left, again, interrupted: signal?.aborted ?? false };
}

interface Taken {
  readonly message: HeldMessage;
  readonly listed: ListedLetter;
}

/** @throws the first failure to forward, once what was forwarded is removed @returns what is gone */
async function takeAll(
  { forward }: Pick<TakeDeps, 'forward'>,
  visited: VisitedMessages,
  some: readonly Taken[],
): Promise<readonly Taken[]> {
  const outcomes = await Promise.allSettled(some.map(({ message }) => forward?.(message)));
  const ready = some.filter((_, index) => outcomes[index]?.status === 'fulfilled');
  const gone = await visited.remove(ready.map(({ message }) => message));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  return ready.filter(({ message }) => gone.has(message.messageId));
}
