import { makeSqsRejected } from '../../src/adapters/aws/sqs-dead-letters.ts';
import type { DeadLetters } from '../../src/ports/dead-letters.ts';
import { type LettersOf, lettersDepsOf } from './letters.ts';
import type { Surroundings } from './surroundings.ts';

/** The retry queue alone. */
export function rejectedLettersOf(around: Surroundings, of: LettersOf): Pick<DeadLetters, 'sendRejected'> {
  return makeSqsRejected(lettersDepsOf(around, of));
}
