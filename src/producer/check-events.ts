import type { AnyEventType } from '../engine/event-type.ts';
import type { Pipeline } from '../engine/pipeline.ts';
import { makeEncoders } from './encode-events.ts';
import { formatWriters } from './writers.ts';

/**
 * Makes a check of events as a producer does it before it sends them, all but the lookup of schema versions. It asks nothing of AWS.
 *
 * @returns throws RefusedEvent for an event that cannot be sent, ProducerError for a type or version that the pipeline does not have
 */
export function makeEventCheck(pipeline: Pipeline): (type: AnyEventType, event: unknown, version?: number) => void {
  const encoderOf = makeEncoders({ pipeline, writers: formatWriters, compression: 'none' });
  return (type, event, version) => {
    encoderOf(type, version).encode(event, undefined);
  };
}
