import type { EpochMs } from '../engine/time.ts';
import type { LetterQueue } from './letter-queue.ts';
import { isMeant, type LetterFilter, type LetterReason, type ListedLetter, listedLetter } from './listed-letter.ts';
import { type VisitOptions, visitQueue } from './visit-queue.ts';

export interface Listing {
  /** Those that are meant, in the order of their failure. */
  readonly letters: readonly ListedLetter[];
  /** How many were looked at. */
  readonly looked: number;
  /** How many the queue held before, by SQS's own estimate. */
  readonly estimated: number;
}

export interface LetterGroup {
  readonly reason: LetterReason;
  readonly count: number;
  readonly oldestMs: EpochMs;
  readonly newestMs: EpochMs;
  /** The newest. */
  readonly example: ListedLetter;
}

/** Looks at a queue's letters and gives them back. */
export async function listLetters(queue: LetterQueue, filter: LetterFilter, options: VisitOptions): Promise<Listing> {
  const letters: ListedLetter[] = [];
  let looked = 0;
  for await (const { messages } of visitQueue(queue, options)) {
    looked += messages.length;
    for (const message of messages) {
      const listed = listedLetter(message);
      if (isMeant(filter, listed)) letters.push(listed);
    }
  }
  letters.sort((a, b) => a.failedMs - b.failedMs || (a.messageId < b.messageId ? -1 : 1));
  return { letters, looked, estimated: options.expected };
}

/** By reason, the most frequent first. */
export function groupLetters(letters: readonly ListedLetter[]): readonly LetterGroup[] {
  const groups = new Map<LetterReason, LetterGroup>();
  for (const listed of letters) {
    const { reason, failedMs } = listed;
    const group = groups.get(reason);
    const isNewest = !group || failedMs >= group.newestMs;
    groups.set(reason, {
      reason,
      count: (group?.count ?? 0) + 1,
      oldestMs: Math.min(group?.oldestMs ?? failedMs, failedMs),
      newestMs: Math.max(group?.newestMs ?? failedMs, failedMs),
      example: isNewest ? listed : group.example,
    });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
}
