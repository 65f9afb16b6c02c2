import { AwsError } from '../gateway/aws-error.ts';

/** A body as SDKs stream it: chunks with a length before each, then trailing headers (S3 API reference, "SigV4 streaming"). */
export interface Unchunked {
  readonly data: Buffer;
  /** By name in lower case; a checksum that was computed while sending is here. */
  readonly trailers: ReadonlyMap<string, string>;
}

const LINE_END = Buffer.from('\r\n');
/** A chunk's length in hex; with signatures, one of each chunk follows, which is not verified. */
const CHUNK_HEAD = /^([0-9a-f]{1,8})(?:;.*)?$/i;

/** Takes the chunks of `aws-chunked` content apart. @throws AwsError IncompleteBody */
export function decodeAwsChunked(body: Buffer): Unchunked {
  const chunks: Buffer[] = [];
  let offset = 0;
  const nextLine = (): string => {
    const end = body.indexOf(LINE_END, offset);
    if (end < 0) throw incomplete();
    const line = body.toString('latin1', offset, end);
    offset = end + LINE_END.length;
    return line;
  };
  for (;;) {
    const bytes = Number.parseInt(CHUNK_HEAD.exec(nextLine())?.[1] ?? fail(), 16);
    if (bytes === 0) break;
    chunks.push(body.subarray(offset, offset + bytes));
    offset += bytes;
    if (offset > body.length || nextLine() !== '') throw incomplete();
  }
  const trailers = new Map<string, string>();
  for (let line = offset < body.length ? nextLine() : ''; line !== ''; line = offset < body.length ? nextLine() : '') {
    const colon = line.indexOf(':');
    trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return { data: Buffer.concat(chunks), trailers };
}

function incomplete(): AwsError {
  return new AwsError('IncompleteBody', 'The request body terminated unexpectedly');
}

function fail(): never {
  throw incomplete();
}
