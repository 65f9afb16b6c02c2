import type { IncomingHttpHeaders } from 'node:http';

/** Headers that S3 keeps with an object and returns with it (S3 user guide, "Working with object metadata"). */
const KEPT = ['cache-control', 'content-disposition', 'content-language', 'content-type', 'expires'];
const USER_METADATA = 'x-amz-meta-';
const DEFAULT_CONTENT_TYPE = 'binary/octet-stream';
/** A way of sending, not a property of the object. */
const AWS_CHUNKED = 'aws-chunked';

/** What is kept of the headers of a put. */
export function keptHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const kept: Record<string, string> = { 'content-type': DEFAULT_CONTENT_TYPE };
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && (KEPT.includes(name) || name.startsWith(USER_METADATA))) kept[name] = String(value);
  }
  const encodings = String(headers['content-encoding'] ?? '')
    .split(',')
    .map((encoding) => encoding.trim());
  const encoding = encodings.filter((name) => name !== '' && name !== AWS_CHUNKED).join(',');
  return encoding === '' ? kept : { ...kept, 'content-encoding': encoding };
}

/** Query parameters of a get that take the place of kept headers: `response-content-type` and the like. */
export const OVERRIDES = [...KEPT, 'content-encoding'].map((name) => `response-${name}`);

export function overriddenHeaders(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries(
    OVERRIDES.flatMap((name) => {
      const value = query.get(name);
      return value === null ? [] : [[name.slice('response-'.length), value]];
    }),
  );
}
