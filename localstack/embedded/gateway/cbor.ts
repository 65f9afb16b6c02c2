import { createRequire } from 'node:module';

/**
 * The wire format of older Kinesis clients (Java SDK 1 and 2), `application/x-amz-cbor-1.1`: JSON's structure, but blobs are
 * byte strings and timestamps are tag 1 over epoch *milliseconds* (RFC 8949 says seconds; the AWS SDKs write milliseconds).
 */
export function decodeCbor(body: Buffer): unknown {
  const value = cbor.Decoder.decodeFirstSync(body, { tags: { 1: (milliseconds) => Number(milliseconds) / 1000 } });
  return mapLeaves(value, (leaf) => (Buffer.isBuffer(leaf) ? leaf.toString('base64') : leaf));
}

/** Encodes an operation's JSON output. Blobs and timestamps are told by their names, as JSON has no types for them. */
export function encodeCbor(output: object): Buffer {
  const typed = mapLeaves(output, (leaf, name) => {
    if (name === 'Data' && typeof leaf === 'string') return Buffer.from(leaf, 'base64');
    if (name.endsWith('Timestamp') && typeof leaf === 'number') return new cbor.Tagged(1, Math.round(leaf * 1000));
    return leaf;
  });
  return cbor.Encoder.encodeOne(typed, { highWaterMark: MAX_RESPONSE_BYTES });
}

/** GetRecords returns up to 10 MiB; the encoder cuts off what exceeds its buffer. */
export const MAX_RESPONSE_BYTES = 32 * 1_048_576;

export interface CborModule {
  readonly Decoder: {
    decodeFirstSync(body: Buffer, options: { tags: Record<number, (value: unknown) => unknown> }): unknown;
  };
  readonly Encoder: { encodeOne(value: unknown, options: { highWaterMark: number }): Buffer };
  readonly Tagged: new (tag: number, value: unknown) => object;
}

// kinesalite's own dependency, found from where kinesalite is installed.
export const cbor: CborModule = createRequire(createRequire(import.meta.url).resolve('kinesalite'))('cbor');

function mapLeaves(value: unknown, leaf: (value: unknown, name: string) => unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => mapLeaves(item, leaf, name));
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return leaf(value, name);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mapLeaves(member, leaf, key)]));
}
