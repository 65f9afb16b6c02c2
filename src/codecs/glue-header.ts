import type { Rejection } from '../engine/rejection.ts';

/** How the payload after the header is packed. */
export type GlueCompression = 'none' | 'zlib';

/** What the header of a record says; the payload starts `GLUE_HEADER_BYTES` after the header does. */
export interface GlueHeader {
  /** UUID of the schema version that the payload was written under, in lower case. */
  readonly versionId: string;
  readonly compression: GlueCompression;
}

/** One byte of header version, one of compression, 16 of the schema version's UUID, big-endian (Glue Schema Registry's SerDe). */
export const GLUE_HEADER_BYTES = 18;

const HEADER_VERSION = 3;
const COMPRESSION_BYTES: Readonly<Record<GlueCompression, number>> = { none: 0, zlib: 5 };
/** Ids remembered as text: a stream carries a few versions of a few event types. */
const REMEMBERED_IDS = 32;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** True where bytes `[start, end)` begin as records with the header do. JSON text never does. */
export function hasGlueHeader(buffer: Buffer, start: number, end: number): boolean {
  return end > start && buffer[start] === HEADER_VERSION;
}

/** A schema version's id as four numbers, which compare faster than text or bytes do, with the headers that it can stand in. */
interface KnownId {
  readonly words: readonly [number, number, number, number];
  readonly headers: Readonly<Record<GlueCompression, GlueHeader>>;
}

/** Reads the header of the record in bytes `[start, end)`. Total: it never throws. */
export type GlueHeaderReader = (buffer: Buffer, start: number, end: number) => GlueHeader | Rejection;

/** Makes a reader of headers. Each id becomes text once, so that most records cost no allocation. */
export function makeGlueHeaderReader(): GlueHeaderReader {
  const known: KnownId[] = [];
  let last: KnownId | undefined;
  let oldest = 0;

  return (buffer, start, end) => {
    if (end - start < GLUE_HEADER_BYTES) {
      return undecodable(`the record has ${end - start} bytes, the registry's header alone takes ${GLUE_HEADER_BYTES}`);
    }
    if (buffer[start] !== HEADER_VERSION) {
      return undecodable(`the record's first byte must be the header version ${HEADER_VERSION}, got ${buffer[start]}`);
    }
    const compression = compressionOf(buffer[start + 1]);
    if (compression === undefined) {
      return undecodable(`the header's compression must be 0 (none) or 5 (zlib), got ${buffer[start + 1]}`);
    }
    if (!last || !isId(last, buffer, start + 2)) {
      last = known.find((id) => isId(id, buffer, start + 2));
      if (!last) {
        last = readId(buffer, start + 2);
        known[oldest] = last;
        oldest = (oldest + 1) % REMEMBERED_IDS;
      }
    }
    return last.headers[compression];
  };
}

/**
 * The record that carries `payload`, which must already be packed as `compression` says.
 *
 * @param versionId UUID of the schema version, in lower case @throws RangeError where it is none
 */
export function withGlueHeader(versionId: string, payload: Uint8Array, compression: GlueCompression): Buffer {
  if (!UUID.test(versionId)) {
    throw new RangeError(`a schema version's id is a UUID in lower case, got "${versionId.slice(0, 60)}"`);
  }
  const record = Buffer.allocUnsafe(GLUE_HEADER_BYTES + payload.length);
  record[0] = HEADER_VERSION;
  record[1] = COMPRESSION_BYTES[compression];
  record.write(versionId.replaceAll('-', ''), 2, 'hex');
  record.set(payload, GLUE_HEADER_BYTES);
  return record;
}

function compressionOf(byte: number | undefined): GlueCompression | undefined {
  if (byte === COMPRESSION_BYTES.none) return 'none';
  return byte === COMPRESSION_BYTES.zlib ? 'zlib' : undefined;
}

function isId({ words }: KnownId, buffer: Buffer, at: number): boolean {
  return (
    buffer.readUInt32BE(at) === words[0] &&
    buffer.readUInt32BE(at + 4) === words[1] &&
    buffer.readUInt32BE(at + 8) === words[2] &&
    buffer.readUInt32BE(at + 12) === words[3]
  );
}

function readId(buffer: Buffer, at: number): KnownId {
  const hex = buffer.toString('hex', at, at + 16);
  const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  const versionId = groups.join('-');
  return {
    words: [
      buffer.readUInt32BE(at),
      buffer.readUInt32BE(at + 4),
      buffer.readUInt32BE(at + 8),
      buffer.readUInt32BE(at + 12),
    ],
    headers: { none: { versionId, compression: 'none' }, zlib: { versionId, compression: 'zlib' } },
  };
}

function undecodable(message: string): Rejection {
  return { reason: 'UNDECODABLE', message };
}
