import { z } from 'zod';

const MOST_BYTES = 1_024;
const redriveRequest = z.strictObject({ reason: z.string().max(100).optional() });

/** @returns undefined where the body is none that was meant, or too long */
export async function readRedriveRequest(
  body: AsyncIterable<Uint8Array>,
): Promise<{ readonly reason?: string | undefined } | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > MOST_BYTES) return undefined;
    chunks.push(chunk);
  }
  try {
    return redriveRequest.safeParse(JSON.parse(Buffer.concat(chunks).toString())).data;
  } catch {
    return undefined;
  }
}
