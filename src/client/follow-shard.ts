import { ResourceNotFoundException } from '@aws-sdk/client-kinesis';
import {
  type KinesisDeps,
  lastingStart,
  readShard,
  type ShardPage,
  type Start,
} from '../adapters/aws/kinesis-shard.ts';
import { type Patience, rideOut } from './ride-out.ts';

const RECORDS_PER_READ = 1_000;

/**
 * The pages of a shard as `readShard` gives them, until the shard ends or is gone, or the signal is aborted. After a transient failure, however
 * long it lasts, it goes on where it was.
 */
export async function* followShard(
  kinesis: KinesisDeps,
  shardId: string,
  start: Start,
  patience: Patience,
): AsyncGenerator<ShardPage, void> {
  const pagesFrom = (from: Start) => readShard(kinesis, shardId, from, RECORDS_PER_READ);
  let place = lastingStart(start, kinesis);
  let pages = pagesFrom(start);
  const next = async (): Promise<ShardPage | undefined> => {
    try {
      return (await pages.next()).value ?? undefined;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      // A generator that has thrown has ended.
      pages = pagesFrom(place);
      throw error;
    }
  };
  for (;;) {
    const page = await rideOut(patience, next);
    if (!page) return;
    const last = page.records.at(-1)?.SequenceNumber;
    if (last) place = { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: last };
    yield page;
  }
}
