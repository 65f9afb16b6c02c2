import { createHash } from 'node:crypto';
import { AwsError } from '../gateway/aws-error.ts';
import { crc32, crc32c, crc64nvme } from './crc.ts';
import { invalidRequest } from './errors.ts';

/** A checksum of an object, as it was given with it: the name is what stands behind `x-amz-checksum-`, the value base64. */
export interface Checksum {
  readonly name: string;
  readonly value: string;
}

const PREFIX = 'x-amz-checksum-';

const sha = (algorithm: string) => (data: Uint8Array) => createHash(algorithm).update(data).digest();

/** S3 user guide, "Checking object integrity". */
const ALGORITHMS: ReadonlyMap<string, (data: Uint8Array) => Buffer> = new Map([
  ['crc32', crc32],
  ['crc32c', crc32c],
  ['crc64nvme', crc64nvme],
  ['sha1', sha('sha1')],
  ['sha256', sha('sha256')],
]);

/** The checksum among headers and trailers, of which there may be one. @throws AwsError */
export function findChecksum(headers: Iterable<readonly [string, unknown]>): Checksum | undefined {
  const found: Checksum[] = [];
  for (const [header, value] of headers) {
    const name = header.startsWith(PREFIX) ? header.slice(PREFIX.length) : '';
    if (ALGORITHMS.has(name)) found.push({ name, value: String(value) });
  }
  if (found.length > 1)
    throw invalidRequest('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.');
  return found[0];
}

/** @throws AwsError BadDigest */
export function verifyChecksum(data: Uint8Array, { name, value }: Checksum): void {
  if (ALGORITHMS.get(name)?.(data).toString('base64') === value) return;
  const message = `The ${name.toUpperCase()} you specified did not match the calculated checksum.`;
  throw new AwsError('BadDigest', message);
}

/** What answers tell of an object's checksum. */
export function checksumHeaders(checksum: Checksum | undefined): Record<string, string> {
  return checksum ? { [`${PREFIX}${checksum.name}`]: checksum.value, 'x-amz-checksum-type': 'FULL_OBJECT' } : {};
}
