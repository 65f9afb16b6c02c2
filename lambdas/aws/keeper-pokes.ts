import { makeSqsKeeperPokes } from '../../src/adapters/aws/sqs-task-queue.ts';
import type { KeeperPokes } from '../../src/ports/task-queue.ts';
import type { Surroundings } from './surroundings.ts';

/** The queue that wakes the watermark keeper. */
export function keeperPokesOf({ clients, environment }: Surroundings): KeeperPokes {
  return makeSqsKeeperPokes({ client: clients.sqs, queueUrl: environment.text('POKES_QUEUE_URL') });
}
