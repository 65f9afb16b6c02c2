import { unknownAttribute } from './errors.ts';
import type { Message } from './message.ts';

/** The unique id of the user who sends everything locally. */
const SENDER_ID = 'AIDALOCALMILLRACEUSER';

const READERS: Readonly<Record<string, (message: Message) => string | number | undefined>> = {
  ApproximateFirstReceiveTimestamp: ({ state }) => state.firstReceivedMs,
  ApproximateReceiveCount: ({ state }) => state.receiveCount,
  AWSTraceHeader: ({ traceHeader }) => traceHeader,
  DeadLetterQueueSourceArn: ({ deadLetterSourceArn }) => deadLetterSourceArn,
  MessageDeduplicationId: ({ deduplicationId }) => deduplicationId,
  MessageGroupId: ({ groupId }) => groupId,
  SenderId: () => SENDER_ID,
  SentTimestamp: ({ sentMs }) => sentMs,
  SequenceNumber: ({ sequenceNumber }) => sequenceNumber,
};

/** A message's attributes by the service; undefined where none is asked for. @throws AwsError for an unknown name */
export function systemAttributes(message: Message, names: readonly string[]): Record<string, string> | undefined {
  if (names.length === 0) return undefined;
  const wanted = names.includes('All') ? Object.keys(READERS) : names;
  const attributes: Record<string, string> = {};
  for (const name of wanted) {
    const read = READERS[name];
    if (!read) throw unknownAttribute(name);
    const value = read(message);
    if (value !== undefined) attributes[name] = String(value);
  }
  return attributes;
}

/** @throws AwsError for an unknown name, before anything is received */
export function checkSystemAttributeNames(names: readonly string[]): void {
  const unknown = names.find((name) => name !== 'All' && !Object.hasOwn(READERS, name));
  if (unknown !== undefined) throw unknownAttribute(unknown);
}
