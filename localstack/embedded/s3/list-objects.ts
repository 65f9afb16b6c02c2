import type { RestResponse } from '../gateway/service.ts';
import { invalidArgument } from './errors.ts';
import { type ListRequest, listPage } from './list-page.ts';
import { allowQuery, existingBucket, isoTime, type S3Call, type S3Deps, xmlAnswer } from './s3-call.ts';

const MAX_KEYS = 1_000;
const PARAMETERS = [
  'list-type',
  'prefix',
  'delimiter',
  'max-keys',
  'continuation-token',
  'start-after',
  'encoding-type',
  'fetch-owner',
];

/** ListObjectsV2. @throws AwsError */
export function listObjects({ store, accountId }: S3Deps, call: S3Call): RestResponse {
  const { bucket, query } = call;
  allowQuery(call, 'ListObjectsV2', PARAMETERS);
  existingBucket(store, bucket);
  const given = (name: string) => query.get(name) ?? undefined;
  const encode = given('encoding-type') === 'url' ? urlEncoded : (text: string) => text;
  const prefix = given('prefix') ?? '';
  const delimiter = given('delimiter') ?? '';
  const token = given('continuation-token');
  const startAfter = given('start-after');
  const limit = maxKeys(given('max-keys'));
  const from = token === undefined ? { after: startAfter ?? '' } : decodeToken(token);
  const page = listPage(store.keys(bucket), { prefix, delimiter, limit, ...from });
  return xmlAnswer('ListBucketResult', {
    Name: bucket,
    Prefix: encode(prefix),
    Delimiter: delimiter === '' ? undefined : encode(delimiter),
    MaxKeys: limit,
    EncodingType: given('encoding-type'),
    KeyCount: page.keys.length + page.commonPrefixes.length,
    IsTruncated: page.next !== undefined,
    ContinuationToken: token,
    NextContinuationToken: page.next && encodeToken(page.next),
    StartAfter: startAfter === undefined ? undefined : encode(startAfter),
    Contents: page.keys.flatMap((key) => {
      const object = store.object(bucket, key);
      return object
        ? [
            {
              Key: encode(key),
              LastModified: isoTime(object.modifiedMs),
              ETag: `"${object.etag}"`,
              ChecksumAlgorithm: object.checksum?.name.toUpperCase(),
              ChecksumType: object.checksum && 'FULL_OBJECT',
              Size: object.bytes,
              Owner: given('fetch-owner') === 'true' ? { ID: accountId } : undefined,
              StorageClass: 'STANDARD',
            },
          ]
        : [];
    }),
    CommonPrefixes: page.commonPrefixes.map((common) => ({ Prefix: encode(common) })),
  });
}

function maxKeys(given: string | undefined): number {
  if (given === undefined || given === '') return MAX_KEYS;
  if (!/^\d{1,10}$/.test(given)) {
    throw invalidArgument('max-keys', given, 'Provided max-keys not an integer or within integer range');
  }
  return Math.min(MAX_KEYS, Number(given));
}

/** As S3 writes keys in XML, which cannot hold every character: form encoding that leaves slashes alone. */
function urlEncoded(text: string): string {
  return encodeURIComponent(text).replaceAll('%2F', '/').replaceAll('%20', '+');
}

function encodeToken(from: Pick<ListRequest, 'after' | 'afterPrefix'>): string {
  return Buffer.from(JSON.stringify([from.after, from.afterPrefix])).toString('base64url');
}

function decodeToken(token: string): Pick<ListRequest, 'after' | 'afterPrefix'> {
  try {
    const content: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    const [after, afterPrefix]: unknown[] = Array.isArray(content) ? content : [];
    if (typeof after === 'string')
      return { after, afterPrefix: typeof afterPrefix === 'string' ? afterPrefix : undefined };
  } catch {
    // Said below, for every kind of nonsense.
  }
  throw invalidArgument('continuation-token', token, 'The continuation token provided is incorrect');
}
