import type { IncomingHttpHeaders } from 'node:http';
import { cbor, MAX_RESPONSE_BYTES } from './cbor.ts';

/** Smithy's RPC v2 over CBOR: the path names service and operation, and CBOR has types for blobs and times. */
export const RPC_CBOR = { type: 'application/cbor', headers: { 'smithy-protocol': 'rpc-v2-cbor' } } as const;

const PATH = /\/service\/([^/]+)\/operation\/([^/?]+)$/;

/** What a request of this protocol calls; undefined for any other request. */
export function rpcTarget(
  headers: IncomingHttpHeaders,
  url: string,
): { target: string; operation: string } | undefined {
  const [, target, operation] = PATH.exec(url) ?? [];
  const named = target !== undefined && operation !== undefined;
  return named && headers['smithy-protocol'] === 'rpc-v2-cbor' ? { target, operation } : undefined;
}

/** Times become Dates. */
export function decodeRpc(body: Buffer): unknown {
  return cbor.Decoder.decodeFirstSync(body, { tags: {} });
}

/** Dates become times; what is undefined is left out. */
export function encodeRpc(output: object): Buffer {
  return cbor.Encoder.encodeOne(defined(output), { highWaterMark: MAX_RESPONSE_BYTES });
}

function defined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(defined);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, defined(member)]));
}
