import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from '../gateway/aws-error.ts';
import type { RestRequest, RestResponse } from '../gateway/service.ts';
import { type XmlNode, xmlDocument } from '../gateway/xml.ts';
import { addressOf } from './address.ts';
import { noSuchBucket, notImplemented } from './errors.ts';
import type { Bucket, ObjectStore } from './object-store.ts';

/** What operations work with. */
export interface S3Deps {
  readonly store: ObjectStore;
  readonly clock: () => number;
  readonly makeId: () => string;
  readonly accountId: string;
  readonly region: string;
}

/** A request taken apart. */
export interface S3Call {
  readonly method: string;
  /** Empty where the request is about no bucket. */
  readonly bucket: string;
  /** Empty where the request is about no object. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Headers that ask for something the local S3 does not have; to go on without would be a silent success. */
const REFUSED_HEADERS = [
  'x-amz-bucket-object-lock-enabled',
  'x-amz-copy-source',
  'x-amz-object-lock-legal-hold',
  'x-amz-object-lock-mode',
  'x-amz-object-lock-retain-until-date',
  'x-amz-server-side-encryption-customer-algorithm',
  'x-amz-tagging',
  'x-amz-website-redirect-location',
  'x-amz-write-offset-bytes',
];

/** @throws AwsError InvalidURI, NotImplemented, AccessDenied */
export function readCall(request: RestRequest, accountId: string): S3Call {
  const { method, url, headers, body } = request;
  const refused = REFUSED_HEADERS.find((name) => headers[name] !== undefined);
  if (refused !== undefined) throw notImplemented(refused);
  const owner = headers['x-amz-expected-bucket-owner'];
  if (owner !== undefined && owner !== accountId)
    throw new AwsError('AccessDenied', 'Access Denied', { statusCode: 403 });
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const { bucket = '', key = '' } = addressOf(headers.host ?? '', path);
  return { method, bucket, key, query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)), headers, body };
}

/** Signatures in the query, version 4 and 2, and the name of an operation that SDKs send for people. */
const OF_NO_OPERATION = /^(?:x-amz-.*|awsaccesskeyid|signature|expires|x-id)$/i;

/** @throws AwsError NotImplemented for query parameters other than these */
export function allowQuery(call: S3Call, operation: string, allowed: readonly string[]): void {
  for (const name of call.query.keys()) {
    if (!OF_NO_OPERATION.test(name) && !allowed.includes(name)) {
      throw notImplemented(`${operation} with ?${name}`);
    }
  }
}

/** @throws AwsError NoSuchBucket */
export function existingBucket(store: ObjectStore, name: string): Bucket {
  const bucket = store.bucket(name);
  if (!bucket) throw noSuchBucket(name);
  return bucket;
}

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

export function xmlAnswer(root: string, content: XmlNode): RestResponse {
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/xml' },
    body: xmlDocument(root, content, NAMESPACE),
  };
}

export const isoTime = (timeMs: number) => new Date(timeMs).toISOString();
