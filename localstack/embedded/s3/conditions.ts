import type { IncomingHttpHeaders } from 'node:http';
import { noSuchKey, notImplemented, preconditionFailed } from './errors.ts';
import type { StoredObject } from './object-store.ts';

/**
 * Whether a put may happen over what is there (S3 user guide, "Conditional writes"): `If-None-Match: *` where nothing shall be,
 * `If-Match` where this very object shall be.
 *
 * @throws AwsError PreconditionFailed, NoSuchKey
 */
export function checkWrite(headers: IncomingHttpHeaders, key: string, existing: StoredObject | undefined): void {
  const { 'if-none-match': none, 'if-match': match } = headers;
  if (none !== undefined && none !== '*') throw notImplemented('If-None-Match other than * on writes');
  if (none !== undefined && existing) throw preconditionFailed('If-None-Match');
  if (match === undefined) return;
  if (!existing) throw noSuchKey(key);
  if (!matches(match, existing)) throw preconditionFailed('If-Match');
}

/**
 * Whether a reader wants the object as it is (RFC 9110, 13.2.2).
 *
 * @returns false: it has it already, which is status 304
 * @throws AwsError PreconditionFailed
 */
export function isWanted(headers: IncomingHttpHeaders, object: StoredObject): boolean {
  const { 'if-match': match, 'if-none-match': none } = headers;
  const since = headers['if-modified-since'];
  const until = headers['if-unmodified-since'];
  if (match !== undefined && !matches(match, object)) throw preconditionFailed('If-Match');
  if (match === undefined && until !== undefined && modifiedAfter(object, until)) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  if (none !== undefined) return !matches(none, object);
  return since === undefined || modifiedAfter(object, since);
}

/** A list of entity tags, quoted or bare, or `*`. */
function matches(condition: string, { etag }: StoredObject): boolean {
  const tags = condition.split(',').map((tag) => tag.trim().replace(/^(?:W\/)?"(.*)"$/, '$1'));
  return tags.includes('*') || tags.includes(etag);
}

/** HTTP tells whole seconds. */
function modifiedAfter({ modifiedMs }: StoredObject, date: string): boolean {
  const timeMs = Date.parse(date);
  return Number.isNaN(timeMs) || Math.floor(modifiedMs / 1_000) * 1_000 > timeMs;
}
