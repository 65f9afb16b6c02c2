import type { IncomingMessage } from 'node:http';
import { AwsError } from './aws-error.ts';

/** DynamoDB's limit for one request (BatchWriteItem), the largest among the services here. */
const MAX_REQUEST_BYTES = 16 * 1_048_576;

/** Collects a request's body. @throws AwsError over 16 MiB, and whatever the connection dies of */
export function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    // Listeners, not an async iterator: this is the way of every request.
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MAX_REQUEST_BYTES) chunks.push(chunk);
    });
    request.on('end', () => {
      if (bytes > MAX_REQUEST_BYTES) {
        reject(new AwsError('RequestEntityTooLarge', 'The request exceeds 16 MiB', { statusCode: 413 }));
      } else {
        const [only] = chunks;
        resolve(only && chunks.length === 1 ? only : Buffer.concat(chunks));
      }
    });
    request.on('error', reject);
  });
}
