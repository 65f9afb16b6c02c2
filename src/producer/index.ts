/** The sender's library: events into the stream, at least once. */
export { ProducerError, RefusedEvent } from './errors.ts';
export { type EventEncoder, makeEventEncoder, type SendOptions } from './event-encoder.ts';
export { makeContentIds, withEventId } from './event-ids.ts';
export type { ProducerDeps, ProducerOptions } from './options.ts';
export type { Ordering } from './outbox.ts';
export { makeProducer, type Producer, type ProducerStats } from './producer.ts';
