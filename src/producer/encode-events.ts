import { DefinitionProblem, type FormatWriter, type PayloadWriter, UnwritableEvent } from '../codecs/event-format.ts';
import { deflatePayload } from '../codecs/glue-compression.ts';
import { type GlueCompression, withGlueHeader } from '../codecs/glue-header.ts';
import type { AnyEventType } from '../engine/event-type.ts';
import type { Pipeline } from '../engine/pipeline.ts';
import type { SchemaDefinition } from '../ports/schema-catalog.ts';
import { ProducerError, RefusedEvent } from './errors.ts';
import { faultOf, type OutgoingRecord } from './outgoing-record.ts';

export interface EncodeDeps {
  readonly pipeline: Pipeline;
  readonly writers: readonly FormatWriter[];
  readonly compression: GlueCompression;
}

/** Turns events of one type into records, under one version of its schema. */
export interface Encoder {
  /** What the header of its records has to name; undefined where they have none. */
  readonly registered: SchemaDefinition | undefined;
  /**
   * @param versionId the id of `registered`, where that is given
   * @throws RefusedEvent with one line that says which field is wrong
   */
  encode(event: unknown, versionId: string | undefined): OutgoingRecord;
}

/**
 * Makes the encoders of a pipeline's event types, each once.
 *
 * @returns throws ProducerError for a type or version that the pipeline does not have
 */
export function makeEncoders(deps: EncodeDeps): (type: AnyEventType, version: number | undefined) => Encoder {
  const known = new Map<AnyEventType, Map<number | undefined, Encoder>>();
  return (type, version) => {
    const byVersion = known.get(type) ?? new Map<number | undefined, Encoder>();
    known.set(type, byVersion);
    const encoder = byVersion.get(version) ?? makeEncoder(deps, type, version);
    byVersion.set(version, encoder);
    return encoder;
  };
}

function makeEncoder({ pipeline, writers, compression }: EncodeDeps, type: AnyEventType, version?: number): Encoder {
  if (!pipeline.events.includes(type)) {
    const names = pipeline.events.map(({ name }) => name).join(', ');
    throw new ProducerError(`"${type.name}" is no event type of pipeline "${pipeline.name}": it has ${names}`);
  }
  const write = writerOf(writers, type, version);
  const { records } = pipeline;
  const typeField = records.format === 'json' ? records.typeField : undefined;
  return {
    registered: records.format === 'glue' ? registeredAs(pipeline, type, version) : undefined,
    encode(event, versionId) {
      const payload = payloadOf(type, write, event);
      checkType(type, typeField, event);
      const partitionKey = userResult(type, 'partitionKey', () => type.partitionKey(event));
      checkUserResults(type, event);
      const data = versionId === undefined ? payload : inHeader(versionId, payload, compression);
      const fault = faultOf(partitionKey, data);
      if (fault !== undefined) throw new RefusedEvent(`event "${type.name}" cannot be sent: ${fault}`);
      return { partitionKey, data };
    },
  };
}

function writerOf(writers: readonly FormatWriter[], type: AnyEventType, version?: number): PayloadWriter {
  const { format } = type.schema;
  const writer = writers.find((each) => each.format === format);
  if (!writer)
    throw new ProducerError(`event type "${type.name}" has a schema in ${format}, which nothing here writes`);
  try {
    return writer.writerOf(type, version);
  } catch (error) {
    if (error instanceof DefinitionProblem) throw new ProducerError(error.message, { cause: error });
    throw error;
  }
}

function registeredAs(pipeline: Pipeline, type: AnyEventType, version?: number): SchemaDefinition | undefined {
  const { versions } = type.schema;
  const written = version === undefined ? versions.at(-1) : versions.find((known) => known.version === version);
  return (
    written && {
      registryName: `millrace-${pipeline.name}`,
      schemaName: type.name,
      definition: written.definition,
    }
  );
}

function payloadOf(type: AnyEventType, write: PayloadWriter, event: unknown): Uint8Array {
  try {
    return write(event);
  } catch (error) {
    if (error instanceof UnwritableEvent) {
      throw new RefusedEvent(`event "${type.name}" is not valid: ${error.message}`, { cause: error });
    }
    // What writes an event recurses as deep as it is nested.
    if (error instanceof RangeError) {
      throw new RefusedEvent(`event "${type.name}" is not valid: it is nested too deeply`, { cause: error });
    }
    throw error;
  }
}

/** Records without a header say their type in a field, by which functions route them. */
function checkType({ name }: AnyEventType, typeField: string | undefined, event: unknown): void {
  if (typeField === undefined) return;
  // What was written as JSON is an object.
  const given = (event as Readonly<Record<string, unknown>>)[typeField];
  if (given === name) return;
  throw new RefusedEvent(
    `event "${name}" is not valid: its field "${typeField}" must be "${name}", got ${show(given)}`,
  );
}

/** What functions would reject for what the definition's own code makes of it. */
function checkUserResults(type: AnyEventType, event: unknown): void {
  const timeMs = userResult(type, 'eventTimeMs', () => type.eventTimeMs(event));
  if (!Number.isSafeInteger(timeMs)) {
    throw new RefusedEvent(
      `event "${type.name}" has no valid time: eventTimeMs must be whole milliseconds, got ${show(timeMs)}`,
    );
  }
  const { id } = type;
  if (!id) return;
  const given: unknown = userResult(type, 'id', () => id(event));
  if (typeof given === 'string' && given.length > 0) return;
  throw new RefusedEvent(`event "${type.name}" has no valid id: it must be text of 1 byte or more, got ${show(given)}`);
}

function userResult<T>({ name }: AnyEventType, what: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw new RefusedEvent(`event "${name}" cannot be sent: ${what} of its type threw ${show(error)}`, {
      cause: error,
    });
  }
}

function inHeader(versionId: string, payload: Uint8Array, compression: GlueCompression): Buffer {
  return withGlueHeader(versionId, compression === 'zlib' ? deflatePayload(payload) : payload, compression);
}

const SHOWN_LENGTH = 60;

function show(value: unknown): string {
  const text = typeof value === 'string' ? `"${value}"` : String(value);
  return text.split('\n', 1).join().slice(0, SHOWN_LENGTH);
}
