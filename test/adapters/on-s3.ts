import { makeS3Archive } from '../../src/adapters/aws/s3-archive.ts';
import { systemClock } from '../../src/adapters/aws/system-clock.ts';
import { archiveContract } from '../contracts/archive-contract.ts';
import { makeFaultyFetch } from '../support/faulty-client.ts';
import type { LocalAws } from '../support/local-aws.ts';
import type { RunContract } from '../support/run-contract.ts';

/** As often as the adapter asks before it gives up. */
export const ATTEMPTS = 3;

/** The port that S3 serves, with its contract, over buckets of its own. */
export function s3Contracts(aws: () => LocalAws, run: RunContract): void {
  run('archive', archiveContract, async () => {
    const { fetch, failNext } = makeFaultyFetch(ATTEMPTS);
    const { config } = aws().clients.dynamodb;
    const bucket = await aws().createBucket();
    const clock = { ...systemClock, after: async () => {} };
    return {
      archive: makeS3Archive({ config, fetch, bucket, endpoint: aws().endpoint, clock, random: () => 0 }),
      failNext,
    };
  });
}
