import { deflateSync, inflateSync } from 'node:zlib';
import type { Rejection } from '../engine/rejection.ts';

/** The largest record that Kinesis takes (Developer Guide, "Quotas and limits"): what inflates to more is taken for an attack. */
export const MAX_INFLATED_BYTES = 10 * 1_024 * 1_024;

/**
 * The payload that bytes `[start, end)` of `buffer` hold in zlib's format (RFC 1950), as Glue Schema Registry packs it. All of the
 * bytes must belong to it.
 *
 * @param maxBytes no more than this is ever inflated
 * @returns a buffer of its own, or why there is none. Total: it never throws.
 */
export function inflatePayload(
  buffer: Buffer,
  start: number,
  end: number,
  maxBytes = MAX_INFLATED_BYTES,
): Buffer | Rejection {
  try {
    const { buffer: payload, engine } = inflate(buffer.subarray(start, end), maxBytes);
    const unread = end - start - engine.bytesWritten;
    return unread === 0 ? payload : undecodable(`${unread} bytes follow the end of the compressed payload`);
  } catch (error) {
    return undecodable(describe(error, maxBytes));
  }
}

/** The payload in zlib's format. Small payloads may grow by it. */
export function deflatePayload(payload: Uint8Array): Buffer {
  return deflateSync(payload);
}

function inflate(bytes: Buffer, maxOutputLength: number): { buffer: Buffer; engine: { bytesWritten: number } } {
  // With `info` Node also tells how many bytes it read, which its types leave out.
  return inflateSync(bytes, { maxOutputLength, info: true }) as unknown as ReturnType<typeof inflate>;
}

function describe(error: unknown, maxBytes: number): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_BUFFER_TOO_LARGE') return `the compressed payload inflates to more than ${maxBytes} bytes`;
  if (code === 'Z_BUF_ERROR') return 'the compressed payload ends too early';
  if (code === 'Z_NEED_DICT') return 'the compressed payload needs a dictionary';
  return 'the payload is not in the zlib format that its header names';
}

function undecodable(message: string): Rejection {
  return { reason: 'UNDECODABLE', message };
}
