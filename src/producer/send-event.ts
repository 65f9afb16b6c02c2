import type { EventType } from '../engine/event-type.ts';
import type { Producer } from './producer.ts';

/**
 * Sends an event of a pipeline as a JSON record, with the partition key that its type declares. The compiler checks the payload
 * against the type's schema.
 *
 * @throws ProducerError as `Producer.send` does
 */
export function sendEvent<E>(
  producer: Pick<Producer, 'send'>,
  type: EventType<string, E>,
  event: NoInfer<E>,
): Promise<void> {
  return producer.send({ partitionKey: type.partitionKey(event), data: JSON.stringify(event) });
}
