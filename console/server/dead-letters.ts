import { groupLetters, type Letters, type ListedLetter } from '../../src/client/index.ts';
import type { LettersView, LetterView, PayloadView, Redriven } from '../api/views.ts';
import { payloadView } from './payload-text.ts';
import { makeTurns } from './turns.ts';

export interface DeadLetters {
  list(): Promise<LettersView>;
  /** @param id of a letter or of its message @throws ClientError where it is not there */
  payloadOf(id: string): Promise<PayloadView>;
  /** Sends letters back to the retry queue. @param reason only those given up for it; undefined: all */
  redrive(reason: string | undefined): Promise<Redriven>;
}

/** Looked at for a list. */
const MOST_LOOKED_AT = 200;

/** The dead-letter queue. One at a time: looking holds letters for a moment, and whoever looks meanwhile would miss them. */
export function makeDeadLetters(letters: Letters): DeadLetters {
  const inTurn = makeTurns();
  return {
    list: () =>
      inTurn(async () => {
        const { letters: found, looked, estimated } = await letters.list('dlq', {}, { limit: MOST_LOOKED_AT });
        const reasons = groupLetters(found).map(({ reason, count }) => ({ reason, count }));
        return { letters: found.map(letterView).reverse(), looked, estimated, reasons };
      }),

    payloadOf: (id) =>
      inTurn(async () => {
        const { letter, body } = await letters.find('dlq', id);
        if (!letter) return { title: 'a message that is none of ours', text: body };
        const bytes = await letters.bytesOf(letter);
        if (!bytes) return { title: 'the archive has this record no more', text: '' };
        return payloadView(await letters.decode(bytes), bytes);
      }),

    redrive: (reason) =>
      inTurn(async () => {
        const { taken, left, again } = await letters.moveToRetry('dlq', reason === undefined ? {} : { reason });
        return { moved: sumOf(taken), left: sumOf(left) + again };
      }),
  };
}

function letterView({ messageId, reason, message, failedMs, letter }: ListedLetter): LetterView {
  return {
    id: letter?.id ?? messageId,
    reason,
    message,
    failedMs,
    shardId: letter?.shardId ?? null,
    partitionKey: letter?.partitionKey ?? null,
    attempts: letter?.attempts ?? null,
  };
}

function sumOf(counts: ReadonlyMap<unknown, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
