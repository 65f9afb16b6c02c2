import type { SqsLettersDeps } from '../../src/adapters/aws/sqs-dead-letters.ts';
import type { Archive } from '../../src/ports/archive.ts';
import type { Surroundings } from './surroundings.ts';

/** What the letters of one pipeline need besides a function's surroundings. */
export interface LettersOf {
  readonly pipeline: string;
  readonly archive: Pick<Archive, 'put'>;
}

/** What writes letters to the retry queue, whatever else it writes. */
export function lettersDepsOf(around: Surroundings, { pipeline, archive }: LettersOf): SqsLettersDeps {
  const { clients, environment, nonce, clock, random } = around;
  return {
    client: clients.sqs,
    pipeline,
    retryQueueUrl: environment.text('RETRY_QUEUE_URL'),
    archive,
    codeVersion: environment.text('CODE_VERSION'),
    nonce,
    clock,
    random,
  };
}
