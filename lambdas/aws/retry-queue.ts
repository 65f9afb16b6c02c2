import { makeSqsRetryQueue } from '../../src/adapters/aws/sqs-retry-queue.ts';
import type { RetryQueue } from '../../src/ports/retry-queue.ts';
import type { Surroundings } from './surroundings.ts';

/** The queue that the redriver's letters come from. */
export function retryQueueOf({ clients, environment, clock, random }: Surroundings): RetryQueue {
  return makeSqsRetryQueue({ client: clients.sqs, queueUrl: environment.text('RETRY_QUEUE_URL'), clock, random });
}
