import type { RestResponse } from '../gateway/service.ts';
import { invalidRequest, malformedXml, notImplemented } from './errors.ts';
import { receiveBody } from './received-body.ts';
import { allowQuery, existingBucket, type S3Call, type S3Deps, xmlAnswer } from './s3-call.ts';
import { childText, readXml } from './xml-reader.ts';

const MAX_KEYS = 1_000;

/** DeleteObject; what is not there counts as deleted. @throws AwsError */
export async function deleteObject({ store }: S3Deps, call: S3Call): Promise<RestResponse> {
  const { bucket, key, headers } = call;
  allowQuery(call, 'DeleteObject', []);
  if (headers['if-match'] !== undefined) throw notImplemented('DeleteObject with If-Match');
  existingBucket(store, bucket);
  await store.remove(bucket, key);
  return { statusCode: 204, headers: {} };
}

/** DeleteObjects. @throws AwsError */
export async function deleteObjects({ store }: S3Deps, call: S3Call): Promise<RestResponse> {
  const { bucket, headers } = call;
  allowQuery(call, 'DeleteObjects', ['delete']);
  existingBucket(store, bucket);
  const { data, checksum } = receiveBody(headers, call.body);
  if (!checksum && headers['content-md5'] === undefined) {
    throw invalidRequest('Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
  }
  const request = readXml(data.toString('utf8'));
  const objects = request?.children.filter(({ name }) => name === 'Object') ?? [];
  const keys = objects.flatMap((object) => childText(object, 'Key') ?? []);
  const wellFormed = request?.name === 'Delete' && keys.length === objects.length;
  if (!wellFormed || keys.length === 0 || keys.length > MAX_KEYS) throw malformedXml();
  const conditions = objects
    .flatMap(({ children }) => children.map(({ name }) => name))
    .filter((name) => name !== 'Key');
  if (conditions[0] !== undefined) throw notImplemented(`DeleteObjects with ${conditions[0]}`);
  for (const key of keys) await store.remove(bucket, key);
  const quiet = childText(request, 'Quiet') === 'true';
  return xmlAnswer('DeleteResult', { Deleted: quiet ? [] : keys.map((Key) => ({ Key })) });
}
