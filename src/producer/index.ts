/** The sender's library: events into the stream, at least once. */

export { withGlueHeader } from '../codecs/glue-header.ts';
export type { EventInput } from '../codecs/input/event-input.ts';
export { InputProblem } from '../codecs/input/shape.ts';
export type { SchemaCatalog } from '../ports/schema-catalog.ts';
export { makeProducerDeps } from './aws-clients.ts';
export { makeEventCheck } from './check-events.ts';
export { ProducerError, RefusedEvent } from './errors.ts';
export { type EventEncoder, makeEventEncoder, type SendOptions } from './event-encoder.ts';
export { makeContentIds, withEventId } from './event-ids.ts';
export { eventInputOf } from './event-input.ts';
export type { ProducerDeps, ProducerOptions } from './options.ts';
export type { Ordering } from './outbox.ts';
export { makeProducer, type Producer, type ProducerStats } from './producer.ts';
