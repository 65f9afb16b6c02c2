import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from '../gateway/aws-error.ts';
import type { BodyLimit } from '../gateway/body.ts';
import { decodeAwsChunked, type Unchunked } from './aws-chunked.ts';
import { type Checksum, findChecksum, verifyChecksum } from './checksums.ts';

/** What a request brought, decoded and checked against every digest that came with it. */
export interface ReceivedBody {
  readonly data: Buffer;
  readonly md5: Buffer;
  readonly checksum: Checksum | undefined;
}

/** The local limit of an object. S3 takes 5 GiB at once; the local one holds a request in memory. */
const MAX_OBJECT_BYTES = 64 * 1_048_576;
/** Lengths and signatures of chunks come on top: 88 bytes a chunk of at least 8 KiB, and trailers. */
const MAX_FRAMING_BYTES = 1_048_576;

const entityTooLarge = () =>
  new AwsError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed object size.', {
    fields: { MaxSizeAllowed: MAX_OBJECT_BYTES },
  });

export const S3_BODY_LIMIT: BodyLimit = { bytes: MAX_OBJECT_BYTES + MAX_FRAMING_BYTES, tooLarge: entityTooLarge };

const HEX_SHA256 = /^[0-9a-f]{64}$/;

/** @throws AwsError EntityTooLarge, IncompleteBody, BadDigest, XAmzContentSHA256Mismatch */
export function receiveBody(headers: IncomingHttpHeaders, body: Buffer): ReceivedBody {
  const { data, trailers } = isAwsChunked(headers) ? decodeAwsChunked(body) : whole(body);
  if (data.length > MAX_OBJECT_BYTES) throw entityTooLarge();
  const decodedLength = headers['x-amz-decoded-content-length'];
  if (decodedLength !== undefined && Number(decodedLength) !== data.length) {
    throw new AwsError(
      'IncompleteBody',
      'You did not provide the number of bytes specified by the x-amz-decoded-content-length HTTP header',
    );
  }
  const sha256 = headers['x-amz-content-sha256'];
  if (typeof sha256 === 'string' && HEX_SHA256.test(sha256) && sha256 !== hexSha256(body)) {
    const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
    throw new AwsError('XAmzContentSHA256Mismatch', message);
  }
  const md5 = createHash('md5').update(data).digest();
  const givenMd5 = headers['content-md5'];
  if (givenMd5 !== undefined && givenMd5 !== md5.toString('base64')) {
    throw new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
  const checksum = findChecksum([...Object.entries(headers), ...trailers]);
  if (checksum) verifyChecksum(data, checksum);
  return { data, md5, checksum };
}

function isAwsChunked(headers: IncomingHttpHeaders): boolean {
  return String(headers['x-amz-content-sha256']).startsWith('STREAMING-');
}

const whole = (data: Buffer): Unchunked => ({ data, trailers: new Map() });

function hexSha256(data: Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
