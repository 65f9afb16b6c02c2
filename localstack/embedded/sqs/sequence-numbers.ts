import type { KeyValueJournal } from '../journal.ts';
import type { SentMessage } from './deduplication.ts';
import type { Queues } from './queues.ts';

/** Numbers of 20 digits that rise with the time, and above all that were given before. */
export function makeSequence(clock: () => number, given: Iterable<string>): () => string {
  let last = [...given].reduce((highest, number) => (BigInt(number) > highest ? BigInt(number) : highest), 0n);
  return () => {
    const fromTime = BigInt(Math.floor(clock())) * 1_000_000n;
    last = last < fromTime ? fromTime : last + 1n;
    return String(last).padStart(20, '0');
  };
}

/** What is known of earlier sequence numbers: messages still there, and those sent within the deduplication interval. */
export function givenSequenceNumbers(queues: Queues, deduplicated: KeyValueJournal<SentMessage>): string[] {
  const held = queues.all().flatMap((queue) => [...queue.messages()]);
  const sent = [...deduplicated.entries()].map(([, message]) => message);
  return [...held, ...sent].flatMap(({ sequenceNumber }) => sequenceNumber ?? []);
}
