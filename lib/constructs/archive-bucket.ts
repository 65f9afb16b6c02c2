import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { acknowledge } from './acknowledge.ts';
import { pinLogicalId } from './logical-id.ts';

/** Where functions put the records that a queue's message cannot hold; the name up to the slash of every key. */
export const LETTERS_PREFIX = 'letters/';

/** Keeps records that are too large for a message of the retry or the late queue, for as long as a letter may refer to them. */
export function makeArchiveBucket(scope: Construct, settings: Settings, removalPolicy: RemovalPolicy): Bucket {
  const bucket = new Bucket(scope, 'ArchiveBucket', {
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    // A key follows from the record's place in the stream, so it is only ever written again with the same bytes: there is no earlier
    // version to go back to, and versions would outlive the expiry.
    versioned: false,
    lifecycleRules: [{ expiration: Duration.days(settings.archiveRetentionDays) }],
    removalPolicy,
  });
  pinLogicalId(bucket, 'ArchiveBucket');
  acknowledge(bucket, {
    'AwsSolutions-S1':
      'Only the functions of the pipeline touch it, and each letter tells which object it refers to; access logs would need a second bucket.',
  });
  return bucket;
}
