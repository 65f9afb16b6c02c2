import type { SchemaVersion } from './evidence.ts';

/** Of the registry's header: version 3, compression (0 is none), and the schema version's id in 16 bytes. */
const HEADER_BYTES = 18;
const HEADER_VERSION = 3;
const UNCOMPRESSED = 0;

/** What a record's header says, and what follows it. */
export interface Opened {
  readonly written: SchemaVersion;
  readonly payload: Uint8Array;
}

/** Opens records by the versions that the registry holds; undefined for one that names none of them. */
export function makeOpener(schemas: readonly SchemaVersion[]): (data: string) => Opened | undefined {
  const byId = new Map(schemas.map((schema) => [schema.versionId.replaceAll('-', ''), schema]));
  return (data) => {
    const record = Buffer.from(data, 'base64');
    if (record.length < HEADER_BYTES || record[0] !== HEADER_VERSION || record[1] !== UNCOMPRESSED) return undefined;
    const written = byId.get(record.toString('hex', 2, HEADER_BYTES));
    return written && { written, payload: record.subarray(HEADER_BYTES) };
  };
}
