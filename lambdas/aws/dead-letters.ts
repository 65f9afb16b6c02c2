import { makeSqsDeadLetters } from '../../src/adapters/aws/sqs-dead-letters.ts';
import type { DeadLetters } from '../../src/ports/dead-letters.ts';
import { type LettersOf, lettersDepsOf } from './letters.ts';
import type { Surroundings } from './surroundings.ts';

/** The retry queue and the late queue. */
export function deadLettersOf(around: Surroundings, of: LettersOf): DeadLetters {
  const lateQueueUrl = around.environment.text('LATE_QUEUE_URL');
  return makeSqsDeadLetters({ ...lettersDepsOf(around, of), lateQueueUrl });
}
