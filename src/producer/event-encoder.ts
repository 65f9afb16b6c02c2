import type { FormatWriter } from '../codecs/event-format.ts';
import type { GlueCompression } from '../codecs/glue-header.ts';
import type { EventType } from '../engine/event-type.ts';
import type { Pipeline } from '../engine/pipeline.ts';
import type { SchemaCatalog } from '../ports/schema-catalog.ts';
import { makeEncoders } from './encode-events.ts';
import { ProducerError } from './errors.ts';
import type { OutgoingRecord } from './outgoing-record.ts';
import { makeVersionIds } from './version-ids.ts';
import { formatWriters } from './writers.ts';

export interface SendOptions {
  /** The schema version to write under; default today's. So senders that are not all of one age may share a stream. */
  readonly version?: number;
}

export interface EventEncoderDeps {
  /** Whose events are encoded. */
  readonly pipeline: Pipeline;
  /** Where schema versions are looked up, each once. Needed where the pipeline's records are `glue`. */
  readonly schemas?: SchemaCatalog | undefined;
  /** Compresses payloads behind the registry's header. Default `none`. */
  readonly compression?: GlueCompression;
}

/**
 * Makes the record of an event, as the producer sends it.
 *
 * @throws RefusedEvent where this event cannot be sent, which does not affect others
 * @throws ProducerError where its schema version cannot be looked up
 */
export type EventEncoder = <E>(
  type: EventType<string, E>,
  event: NoInfer<E>,
  options?: SendOptions,
) => Promise<OutgoingRecord>;

/** Makes the encoder of a pipeline's events, for whoever sends records by other means than the producer, or sends them again. */
export function makeEventEncoder(
  { pipeline, schemas, compression = 'none' }: EventEncoderDeps,
  writers: readonly FormatWriter[] = formatWriters,
): EventEncoder {
  const encoderOf = makeEncoders({ pipeline, writers, compression });
  const versionIdOf = schemas && makeVersionIds(schemas);
  return async (type, event, { version } = {}) => {
    const encoder = encoderOf(type, version);
    const { registered } = encoder;
    if (registered && !versionIdOf) {
      throw new ProducerError(`pipeline "${pipeline.name}" has registered records: give the producer "schemas"`);
    }
    const versionId = registered && (await versionIdOf?.(registered));
    return encoder.encode(event, versionId);
  };
}
