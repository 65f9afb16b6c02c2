import { z } from 'zod';
import { BUCKET_NAME, MAX_BUCKET_NAME } from '../../s3/bucket-name.ts';
import { TAGS } from '../property.ts';
import { resourceType } from '../resource-type.ts';

const NOT_ENCRYPTED = 'nothing is encrypted locally';
const NOT_AUTHORIZED = 'nothing is authorized locally';

/** AWS::S3::Bucket. A bucket that exists keeps its objects. */
export const bucket = resourceType({
  applied: z.strictObject({
    BucketName: z
      .string()
      .regex(BUCKET_NAME, { error: 'a bucket has a name of 3 to 63 lower-case letters, digits, hyphens and dots' })
      .optional(),
  }),
  withoutEffect: {
    ...TAGS,
    AccessControl: NOT_AUTHORIZED,
    BucketEncryption: NOT_ENCRYPTED,
    LifecycleConfiguration: 'objects stay until they are deleted',
    OwnershipControls: NOT_AUTHORIZED,
    PublicAccessBlockConfiguration: NOT_AUTHORIZED,
    VersioningConfiguration: 'only the newest version of an object can be asked for locally',
  },
  async deploy({ BucketName }, { location, ensureBucket, name }) {
    // CloudFormation makes names of buckets in lower case, as they have to be.
    const bucketName = BucketName ?? name(undefined, MAX_BUCKET_NAME).toLowerCase();
    ensureBucket(bucketName);
    return {
      ref: bucketName,
      attributes: {
        Arn: `arn:aws:s3:::${bucketName}`,
        DomainName: `${bucketName}.s3.amazonaws.com`,
        RegionalDomainName: `${bucketName}.s3.${location.region}.amazonaws.com`,
      },
    };
  },
});
