import { AwsError } from '../gateway/aws-error.ts';
import type { RestResponse, Service } from '../gateway/service.ts';
import { isS3Host } from './address.ts';
import { createBucket, deleteBucket, ensureBucket, headBucket, listBuckets } from './bucket-operations.ts';
import { deleteObject, deleteObjects } from './delete-objects.ts';
import { notImplemented } from './errors.ts';
import { getObject } from './get-object.ts';
import { listObjects } from './list-objects.ts';
import { putObject } from './put-object.ts';
import { S3_BODY_LIMIT } from './received-body.ts';
import { readCall, type S3Call, type S3Deps } from './s3-call.ts';

export interface S3 extends Service {
  /** Creates a bucket where there is none. */
  ensureBucket(name: string): void;
}

type Run = (deps: S3Deps, call: S3Call) => Promise<RestResponse> | RestResponse;

/** Signature version 2, by which some SDKs still presign URLs. */
const isPresignedV2 = (url: string) => /[?&]AWSAccessKeyId=/.test(url);

const OF_ACCOUNT: Readonly<Record<string, Run>> = { GET: listBuckets };
const OF_BUCKET: Readonly<Record<string, Run>> = {
  PUT: createBucket,
  HEAD: headBucket,
  DELETE: deleteBucket,
  GET: (deps, call) => {
    if (call.query.get('list-type') === '2') return listObjects(deps, call);
    throw notImplemented(
      `GET of a bucket with ?${[...call.query.keys()].join('&') || 'nothing'} (ListObjectsV2 is ?list-type=2)`,
    );
  },
  POST: (deps, call) => {
    if (call.query.has('delete')) return deleteObjects(deps, call);
    throw notImplemented(`POST to a bucket with ?${[...call.query.keys()].join('&')}`);
  },
};
const OF_OBJECT: Readonly<Record<string, Run>> = {
  PUT: putObject,
  GET: getObject,
  HEAD: getObject,
  DELETE: deleteObject,
  POST: (_, call) => {
    throw notImplemented(`POST to an object with ?${[...call.query.keys()].join('&')}`);
  },
};

/** Amazon S3 for objects put whole, after the API reference: no versions, multipart uploads, tags or policies. */
export function makeS3(deps: S3Deps): S3 {
  return {
    name: 'S3',
    scope: 's3',
    operations: {},
    rest: {
      bodyLimit: S3_BODY_LIMIT,
      owns: (host, url) => isS3Host(host) || isPresignedV2(url),
      answer(request) {
        const call = readCall(request, deps.accountId);
        const run = (call.key !== '' ? OF_OBJECT : call.bucket !== '' ? OF_BUCKET : OF_ACCOUNT)[call.method];
        if (run) return run(deps, call);
        const message = 'The specified method is not allowed against this resource.';
        throw new AwsError('MethodNotAllowed', message, { statusCode: 405, fields: { Method: call.method } });
      },
    },
    ensureBucket: (name) => ensureBucket(deps, name),
  };
}
