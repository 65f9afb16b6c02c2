import { AwsError } from '../gateway/aws-error.ts';

/** A part of an object, `end` not included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The part of `totalBytes` bytes that a `Range` header asks for; undefined, which is all, without one and for one that is not a single
 * range of bytes (RFC 9110, 14.2).
 *
 * @throws AwsError InvalidRange where nothing of it is there
 */
export function byteRange(header: string | undefined, totalBytes: number): ByteRange | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  if (first !== '' && last !== '' && Number(first) > Number(last)) return undefined;
  const start = first === '' ? Math.max(0, totalBytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? totalBytes : Math.min(totalBytes, Number(last) + 1);
  if (start < end) return { start, end };
  throw new AwsError('InvalidRange', 'The requested range is not satisfiable', {
    statusCode: 416,
    fields: { RangeRequested: header, ActualObjectSize: totalBytes },
  });
}
