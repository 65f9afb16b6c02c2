import type { DeadLetter } from '../codecs/dead-letter.ts';
import { parseLetter } from '../codecs/parse-letter.ts';
import { ClientError } from './errors.ts';
import type { HeldMessage, LetterQueue } from './letter-queue.ts';
import { type ListedLetter, listedLetter } from './listed-letter.ts';
import { type VisitOptions, visitQueue } from './visit-queue.ts';

/** A letter, whole. */
export interface FoundLetter {
  readonly listed: ListedLetter;
  /** Undefined for a message that is no letter. */
  readonly letter: DeadLetter | undefined;
  /** The message's body as it is. */
  readonly body: string;
}

/** Ambiguous prefixes name so many letters. */
const NAMED = 5;

/**
 * Finds one letter by its id, its message's id, its position or its sequence number, or by the beginning of one of them.
 *
 * @throws ClientError where there is none, or more than one
 */
export async function findLetter(queue: LetterQueue, wanted: string, options: VisitOptions): Promise<FoundLetter> {
  const found: FoundLetter[] = [];
  let looked = 0;
  for await (const { messages } of visitQueue(queue, options)) {
    looked += messages.length;
    for (const message of messages) {
      const listed = listedLetter(message);
      if (isOnly(listed, wanted)) return foundLetter(listed, message);
      if (namesOf(listed).some((name) => name.startsWith(wanted))) found.push(foundLetter(listed, message));
    }
  }
  const [first, ...others] = found;
  if (first && others.length === 0) return first;
  if (first) throw ambiguous(wanted, found);
  const of = options.expected > looked ? `, of about ${options.expected}: raise --limit` : '';
  throw new ClientError(
    `no letter "${wanted}" among the ${looked} that were looked at${of}; ids are listed by ls --all`,
  );
}

/** Ids name one letter, positions may name several: the same record sent twice. */
function isOnly({ messageId, letter }: ListedLetter, wanted: string): boolean {
  return messageId === wanted || letter?.id === wanted;
}

function namesOf({ messageId, letter }: ListedLetter): string[] {
  return letter ? [letter.id, messageId, letter.position, letter.sequenceNumber] : [messageId];
}

function foundLetter(listed: ListedLetter, { body }: HeldMessage): FoundLetter {
  const parsed = parseLetter(body);
  return { listed, letter: typeof parsed === 'string' ? undefined : parsed, body };
}

function ambiguous(wanted: string, found: readonly FoundLetter[]): ClientError {
  const ids = found.slice(0, NAMED).map(({ listed }) => listed.letter?.id ?? listed.messageId);
  const more = found.length > NAMED ? `, and ${found.length - NAMED} more` : '';
  return new ClientError(
    `"${wanted}" begins ${found.length} letters' names: ${ids.join(', ')}${more}; give more of it`,
  );
}
