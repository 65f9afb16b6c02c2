import { AwsError } from '../gateway/aws-error.ts';
import type { RestResponse } from '../gateway/service.ts';
import { BUCKET_NAME } from './bucket-name.ts';
import { malformedXml } from './errors.ts';
import { allowQuery, existingBucket, isoTime, type S3Call, type S3Deps, xmlAnswer } from './s3-call.ts';
import { childText, readXml } from './xml-reader.ts';

/** Where creating a bucket again answers as if it were new. */
const LEGACY_REGION = 'us-east-1';

export function listBuckets(deps: S3Deps, call: S3Call): RestResponse {
  allowQuery(call, 'ListBuckets', []);
  return xmlAnswer('ListAllMyBucketsResult', {
    Owner: { ID: deps.accountId },
    Buckets: {
      Bucket: deps.store.buckets().map(([Name, { createdMs }]) => ({ Name, CreationDate: isoTime(createdMs) })),
    },
  });
}

/** @throws AwsError InvalidBucketName, BucketAlreadyOwnedByYou, IllegalLocationConstraintException */
export function createBucket(deps: S3Deps, call: S3Call): RestResponse {
  const { bucket, body } = call;
  const { store, region } = deps;
  allowQuery(call, 'CreateBucket', []);
  if (!BUCKET_NAME.test(bucket)) {
    throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.', { fields: { BucketName: bucket } });
  }
  const constraint = body.length === 0 ? LEGACY_REGION : locationOf(body);
  if (constraint !== region) {
    const message = `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`;
    throw new AwsError('IllegalLocationConstraintException', message);
  }
  if (store.bucket(bucket) && region !== LEGACY_REGION) {
    throw new AwsError(
      'BucketAlreadyOwnedByYou',
      'Your previous request to create the named bucket succeeded and you already own it.',
      { statusCode: 409, fields: { BucketName: bucket } },
    );
  }
  ensureBucket(deps, bucket);
  return { statusCode: 200, headers: { location: `/${bucket}` } };
}

/** Creates a bucket where there is none. */
export function ensureBucket({ store, clock }: S3Deps, name: string): void {
  if (!store.bucket(name)) store.saveBucket(name, { createdMs: clock() });
}

export function headBucket({ store, region }: S3Deps, call: S3Call): RestResponse {
  allowQuery(call, 'HeadBucket', []);
  existingBucket(store, call.bucket);
  return { statusCode: 200, headers: { 'x-amz-bucket-region': region } };
}

/** @throws AwsError NoSuchBucket, BucketNotEmpty */
export function deleteBucket({ store }: S3Deps, call: S3Call): RestResponse {
  const { bucket } = call;
  allowQuery(call, 'DeleteBucket', []);
  existingBucket(store, bucket);
  if (store.keys(bucket).length > 0) {
    throw new AwsError('BucketNotEmpty', 'The bucket you tried to delete is not empty', {
      statusCode: 409,
      fields: { BucketName: bucket },
    });
  }
  store.removeBucket(bucket);
  return { statusCode: 204, headers: {} };
}

function locationOf(body: Buffer): string {
  const configuration = readXml(body.toString('utf8'));
  if (!configuration) throw malformedXml();
  return childText(configuration, 'LocationConstraint') ?? LEGACY_REGION;
}
