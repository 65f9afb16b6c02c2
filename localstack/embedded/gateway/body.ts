import type { IncomingMessage } from 'node:http';
import { AwsError } from './aws-error.ts';

/** DynamoDB's limit for one request (BatchWriteItem), the largest among the services here. */
const MAX_REQUEST_BYTES = 16 * 1_048_576;

/** Collects a request's body. @throws AwsError over 16 MiB, and whatever the connection dies of. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('a request without encoding yields buffers');
    bytes += chunk.length;
    if (bytes > MAX_REQUEST_BYTES)
      throw new AwsError('RequestEntityTooLarge', 'Request exceeds 16 MiB', { statusCode: 413 });
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}
