import { type AnyEventType, eventType } from '../../../src/engine/event-type.ts';

/** An event type whose schema has these `.proto` files as versions 1, 2, …; the last is today's. */
export function protoEventType(name: string, ...definitions: readonly string[]): AnyEventType {
  const versions = definitions.map((definition, index) => ({ version: index + 1, definition }));
  return eventType(name, {
    schema: { format: 'PROTOBUF', versions },
    eventTimeMs: () => 0,
    partitionKey: () => '',
  });
}
