import { makeS3Archive } from '../../src/adapters/aws/s3-archive.ts';
import { systemClock } from '../../src/adapters/aws/system-clock.ts';
import { archiveContract } from '../contracts/archive-contract.ts';
import type { Moment } from '../contracts/faults.ts';
import { timeout } from '../support/faulty-client.ts';
import type { LocalAws } from '../support/local-aws.ts';
import type { RunContract } from '../support/run-contract.ts';

/** As often as the adapter asks before it gives up. */
export const ATTEMPTS = 3;

/** The port that S3 serves, with its contract, over buckets of its own. */
export function s3Contracts(aws: () => LocalAws, run: RunContract): void {
  run('archive', archiveContract, async () => {
    let faults: { readonly moment: Moment; left: number } | undefined;
    const faulty: typeof fetch = async (input, init) => {
      const moment = faults && faults.left > 0 ? faults.moment : undefined;
      if (faults) faults.left -= 1;
      if (moment === 'before') throw timeout();
      const answer = await fetch(input, init);
      if (moment === 'after') throw timeout();
      return answer;
    };
    const { config } = aws().clients.dynamodb;
    const bucket = await aws().createBucket();
    const clock = { ...systemClock, after: async () => {} };
    return {
      archive: makeS3Archive({ config, fetch: faulty, bucket, endpoint: aws().endpoint, clock, random: () => 0 }),
      failNext(moment) {
        faults = { moment, left: ATTEMPTS };
      },
    };
  });
}
