import { makeS3Archive } from '../../src/adapters/aws/s3-archive.ts';
import type { Archive } from '../../src/ports/archive.ts';
import type { Surroundings } from './surroundings.ts';

/** The bucket of what no message holds. */
export function archiveOf({ clients, environment, fetch, clock, random }: Surroundings): Archive {
  return makeS3Archive({
    config: clients.dynamodb.config,
    fetch,
    bucket: environment.text('ARCHIVE_BUCKET'),
    endpoint: environment.endpoint('S3'),
    clock,
    random,
  });
}
