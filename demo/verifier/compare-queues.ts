import type { LateMessage, QueuedRecord, ShardContent } from './evidence.ts';
import type { Problems } from './problems.ts';
import { type Expected, recordName, windowName } from './recompute.ts';

/** Every record past allowed lateness is in the late queue, whole and with its windows, and no other record is. */
export function compareLate(
  messages: readonly LateMessage[],
  expected: Expected['late'],
  stream: readonly ShardContent[],
  problems: Problems,
): void {
  compareQueue('late queue', messages, new Set(expected.keys()), stream, problems);
  for (const message of messages) {
    const name = recordName(message.shardId, message.sequenceNumber);
    const wanted = [...(expected.get(name) ?? [])].sort().join(', ');
    const given = message.windows.map((window) => windowName(window.aggregation, window.windowStartMs));
    if (given.sort().join(', ') !== wanted) {
      problems.add('late message with the wrong windows', `${name}: ${given.join(', ')}, not ${wanted}`);
    }
  }
}

/** Every record that cannot be processed is in the dead-letter queue, whole, and no other record is. */
export function compareRejected(
  messages: readonly QueuedRecord[],
  expected: Expected['rejected'],
  stream: readonly ShardContent[],
  problems: Problems,
): void {
  compareQueue('dead-letter queue', messages, expected, stream, problems);
}

function compareQueue(
  queue: string,
  messages: readonly QueuedRecord[],
  expected: ReadonlySet<string>,
  stream: readonly ShardContent[],
  problems: Problems,
): void {
  const dataOf = new Map(
    stream.flatMap(({ shardId, records }) =>
      records.map((record) => [recordName(shardId, record.sequenceNumber), record.data]),
    ),
  );
  const seen = new Set<string>();
  for (const message of messages) {
    const name = recordName(message.shardId, message.sequenceNumber);
    seen.add(name);
    if (!expected.has(name)) problems.add(`record in the ${queue} that should not be there`, name);
    else if (message.data !== dataOf.get(name)) problems.add(`record in the ${queue} with other data`, name);
  }
  for (const name of expected) if (!seen.has(name)) problems.add(`record missing in the ${queue}`, name);
}
