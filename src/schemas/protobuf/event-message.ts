import type { ProtoFile, ProtoMessage } from './proto-type.ts';

/**
 * The message that is the event: of those at the top level the one named like the event type in PascalCase (`order-paid`:
 * `OrderPaid`), or else the only one; undefined where that tells none.
 */
export function eventMessageOf({ messages }: ProtoFile, eventName: string): ProtoMessage | undefined {
  const wanted = eventName.replaceAll(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return messages.find(({ name }) => name === wanted) ?? (messages.length === 1 ? messages[0] : undefined);
}
