import type { RestResponse } from '../gateway/service.ts';
import { checksumHeaders } from './checksums.ts';
import { isWanted } from './conditions.ts';
import { noSuchKey } from './errors.ts';
import { OVERRIDES, overriddenHeaders } from './object-headers.ts';
import type { StoredObject } from './object-store.ts';
import { byteRange } from './range.ts';
import { allowQuery, existingBucket, type S3Call, type S3Deps } from './s3-call.ts';

/** GetObject, and HeadObject, which is the same without the bytes. @throws AwsError */
export async function getObject({ store }: S3Deps, call: S3Call): Promise<RestResponse> {
  const { bucket, key, headers, query } = call;
  allowQuery(call, call.method === 'HEAD' ? 'HeadObject' : 'GetObject', OVERRIDES);
  existingBucket(store, bucket);
  const object = store.object(bucket, key);
  if (!object) throw noSuchKey(key);
  const described = describe(object);
  if (!isWanted(headers, object)) return { statusCode: 304, headers: described };

  const range = byteRange(headers.range, object.bytes);
  const { start, end } = range ?? { start: 0, end: object.bytes };
  const whole = range === undefined;
  const answer = {
    statusCode: whole ? 200 : 206,
    headers: {
      ...described,
      ...overriddenHeaders(query),
      // A part has no checksum of its own, and that of the whole would fail callers who verify what they get.
      ...(whole && headers['x-amz-checksum-mode'] === 'ENABLED' ? checksumHeaders(object.checksum) : {}),
      ...(whole ? {} : { 'content-range': `bytes ${start}-${end - 1}/${object.bytes}` }),
      'content-length': String(end - start),
    },
  };
  return call.method === 'HEAD' ? answer : { ...answer, body: await store.read(object, { start, end }) };
}

function describe(object: StoredObject): Record<string, string> {
  return {
    ...object.headers,
    'accept-ranges': 'bytes',
    etag: `"${object.etag}"`,
    'last-modified': new Date(object.modifiedMs).toUTCString(),
  };
}
