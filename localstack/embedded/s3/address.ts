import { AwsError } from '../gateway/aws-error.ts';

/** What a request is about: nothing, a bucket, or an object in it. */
export interface Address {
  readonly bucket?: string | undefined;
  readonly key?: string | undefined;
}

const REGION = '[a-z]{2}(?:-[a-z]+)+-\\d';
/** `s3`, or a bucket before it, each with or without a region, and a domain. */
const S3_HOST = new RegExp(
  `^(?:(.+)\\.)?s3(?:[.-]${REGION})?\\.(?:localhost|localhost\\.localstack\\.cloud|amazonaws\\.com)$`,
);
const BUCKET_OF_LOCALHOST = /^(.+)\.localhost$/;

/** Whether a host is one of S3's, in path style or with a bucket before it. */
export function isS3Host(host: string): boolean {
  const name = withoutPort(host);
  return S3_HOST.test(name) || BUCKET_OF_LOCALHOST.test(name);
}

/**
 * Reads bucket and key out of host and path: `bucket.s3.localhost/key` and `bucket.localhost/key`, or any other host and `/bucket/key`
 * (S3 user guide, "Virtual hosting of buckets").
 *
 * @throws AwsError InvalidURI
 */
export function addressOf(host: string, path: string): Address {
  const ofHost = bucketOfHost(withoutPort(host));
  const rest = path.slice(1);
  if (ofHost !== undefined) return withKey(ofHost, rest);
  const slash = rest.indexOf('/');
  const bucket = decode(slash < 0 ? rest : rest.slice(0, slash));
  return bucket === '' ? {} : withKey(bucket, slash < 0 ? '' : rest.slice(slash + 1));
}

function bucketOfHost(name: string): string | undefined {
  const s3 = S3_HOST.exec(name);
  return s3 ? s3[1] : BUCKET_OF_LOCALHOST.exec(name)?.[1];
}

function withKey(bucket: string, encoded: string): Address {
  return encoded === '' ? { bucket } : { bucket, key: decode(encoded) };
}

function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI.");
  }
}

function withoutPort(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}
