import { AwsError } from '../gateway/aws-error.ts';
import type { RestResponse } from '../gateway/service.ts';
import { checksumHeaders } from './checksums.ts';
import { checkWrite } from './conditions.ts';
import { keptHeaders } from './object-headers.ts';
import { receiveBody } from './received-body.ts';
import { allowQuery, existingBucket, type S3Call, type S3Deps } from './s3-call.ts';

/** S3 user guide, "Naming Amazon S3 objects". */
const MAX_KEY_BYTES = 1_024;

/** PutObject. @throws AwsError */
export async function putObject({ store, clock, makeId }: S3Deps, call: S3Call): Promise<RestResponse> {
  const { bucket, key, headers } = call;
  allowQuery(call, 'PutObject', []);
  const keyBytes = Buffer.byteLength(key);
  if (keyBytes > MAX_KEY_BYTES) {
    throw new AwsError('KeyTooLongError', 'Your key is too long', {
      fields: { Size: keyBytes, MaxSizeAllowed: MAX_KEY_BYTES },
    });
  }
  existingBucket(store, bucket);
  const { data, md5, checksum } = receiveBody(headers, call.body);
  const etag = md5.toString('hex');
  const object = {
    bodyId: makeId(),
    bytes: data.length,
    etag,
    modifiedMs: clock(),
    headers: keptHeaders(headers),
    checksum,
  };
  await store.put(bucket, key, object, data, (existing) => {
    existingBucket(store, bucket);
    checkWrite(headers, key, existing);
  });
  return { statusCode: 200, headers: { etag: `"${etag}"`, ...checksumHeaders(checksum) } };
}
