import type { IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { AwsError } from './aws-error.ts';

/** How large a request may be, and what a larger one is answered. */
export interface BodyLimit {
  readonly bytes: number;
  tooLarge(): AwsError;
}

/** DynamoDB's limit for one request (BatchWriteItem); 10 MiB of Kinesis records are 13.4 MiB in base64. */
export const NAMED_OPERATIONS: BodyLimit = {
  bytes: 16 * 1_048_576,
  tooLarge: () => new AwsError('RequestEntityTooLarge', 'The request exceeds 16 MiB', { statusCode: 413 }),
};

/** Collects a request's body. @throws AwsError beyond the limit, and whatever the connection dies of */
export function readBody(request: IncomingMessage, limit: BodyLimit): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    // Listeners, not an async iterator: this is the way of every request.
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= limit.bytes) chunks.push(chunk);
    });
    request.on('end', () => {
      if (bytes > limit.bytes) {
        reject(limit.tooLarge());
      } else {
        const [only] = chunks;
        resolve(only && chunks.length === 1 ? only : Buffer.concat(chunks));
      }
    });
    request.on('error', reject);
  });
}

/** A body as it was before its sender compressed it; SDKs compress large ones of some operations. @throws AwsError */
export function decompressed(body: Buffer, encoding: string | undefined): Buffer {
  if (encoding !== 'gzip') return body;
  try {
    return gunzipSync(body, { maxOutputLength: NAMED_OPERATIONS.bytes });
  } catch {
    throw new AwsError('SerializationException', 'The request body is not valid gzip, or too large');
  }
}
