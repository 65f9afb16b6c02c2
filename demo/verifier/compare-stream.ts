import type { SentRecord, ShardContent } from './evidence.ts';
import type { Problems } from './problems.ts';

/** Every record that was to be sent is in the stream, at least once, and the stream holds no other. */
export function compareStream(sent: readonly SentRecord[], stream: readonly ShardContent[], problems: Problems): void {
  const missing = new Map<string, number>();
  const known = new Set<string>();
  for (const record of sent) {
    const text = textOf(record);
    known.add(text);
    missing.set(text, (missing.get(text) ?? 0) + 1);
  }
  for (const { shardId, records } of stream) {
    for (const record of records) {
      const text = textOf(record);
      if (!known.has(text)) problems.add('record in the stream that was never sent', `${shardId}: ${excerpt(text)}`);
      missing.set(text, (missing.get(text) ?? 0) - 1);
    }
  }
  for (const [text, count] of missing) {
    if (count > 0) problems.add('sent record missing in the stream', excerpt(text));
  }
}

function textOf({ partitionKey, data }: SentRecord): string {
  return `${partitionKey} ${data}`;
}

function excerpt(text: string): string {
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
