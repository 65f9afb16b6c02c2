import type { SendMessageBatchRequestEntry } from '@aws-sdk/client-sqs';
import { bytesOf, MAX_BYTES } from './message-rules.ts';
import { batchTooLong, emptyBatch, invalidEntryId, notDistinct, tooManyEntries } from './sqs-errors.ts';

const MAX_ENTRIES = 10;
const ENTRY_ID = /^[\w-]{1,80}$/;

/** What a request must keep to, or nothing of it is sent (SQS API reference, SendMessageBatch). @throws the SDK's errors */
export function checkEntries(entries: readonly SendMessageBatchRequestEntry[]): void {
  if (entries.length === 0) throw emptyBatch();
  if (entries.length > MAX_ENTRIES) throw tooManyEntries(entries.length);
  const ids = new Set<string>();
  let bytes = 0;
  for (const entry of entries) {
    const { Id: id } = entry;
    if (!id || !ENTRY_ID.test(id)) throw invalidEntryId(id);
    if (ids.has(id)) throw notDistinct(id);
    ids.add(id);
    bytes += bytesOf(entry);
  }
  if (bytes > MAX_BYTES) throw batchTooLong(bytes);
}
