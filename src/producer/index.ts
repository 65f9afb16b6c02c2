/** The sender's library: events into the stream, at least once. */
export { ProducerError } from './errors.ts';
export { makeProducer, type Producer, type ProducerDeps, type ProducerStats } from './producer.ts';
export { sendEvent } from './send-event.ts';
