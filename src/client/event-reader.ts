import { formats } from '../codecs/formats.ts';
import { makeEventDecoder } from '../codecs/make-event-decoder.ts';
import { makeRecordReader, type RecordReader } from '../codecs/record-reader.ts';
import { type Evaluated, evaluate } from '../engine/evaluate.ts';
import type { Plan } from '../engine/plan.ts';
import { encodePosition, LAST_IN_RECORD, type Position } from '../engine/position.ts';
import type { EpochMs } from '../engine/time.ts';
import type { SchemaRegistry } from '../ports/schema-registry.ts';
import type { StreamRecord } from '../ports/stream-reader.ts';

/** An event of the stream, as the pipeline's definition reads it. */
export interface StreamEvent {
  readonly shardId: string;
  readonly position: Position;
  readonly partitionKey: string;
  readonly arrivalMs: EpochMs;
  /** Undefined for what is no event of the pipeline. */
  readonly eventType: string | undefined;
  /** As its newest schema version has it; undefined for what is no event of the pipeline. */
  readonly event: unknown;
  /** Undefined where the pipeline's code gives none. */
  readonly eventTimeMs: EpochMs | undefined;
  /** Why it is no event, or would be rejected; undefined where nothing is wrong with it. */
  readonly problem: string | undefined;
}

/** The same with what the definition's functions made of it. */
export interface ReadEvent {
  readonly event: StreamEvent;
  readonly evaluated: Evaluated;
}

/** Reads the events of a record. The schema registry is asked for each version that it names. */
export type ReadRecord = (shardId: string, record: StreamRecord) => Promise<readonly ReadEvent[]>;

interface Decoded {
  readonly eventType?: string;
  readonly event?: unknown;
  readonly evaluated: Evaluated;
}

/** Makes what decodes and evaluates records one after another, as the functions do, under the definition given. */
export function makeReadRecord(plan: Plan, registry: SchemaRegistry): ReadRecord {
  const reader = makeRecordReader(makeEventDecoder(plan, formats, {}));
  const { futureBoundMs } = plan.pipeline.watermark;

  return async (shardId, { sequenceNumber, partitionKey, arrivalMs, data }) => {
    const shown = (position: Position, key: string, { eventType, event, evaluated }: Decoded): ReadEvent => ({
      evaluated,
      event: {
        shardId,
        position,
        partitionKey: key,
        arrivalMs,
        eventType,
        event,
        eventTimeMs: evaluated.kind === 'event' ? evaluated.eventTimeMs : undefined,
        problem: problemOf(evaluated),
      },
    });
    const opened = reader.open(Buffer.from(data).toString('base64'));
    if (typeof opened === 'object') {
      return [
        shown(encodePosition(sequenceNumber), partitionKey, { evaluated: { kind: 'rejected', rejection: opened } }),
      ];
    }
    const count = opened === 'alone' ? 1 : opened;
    const events: ReadEvent[] = [];
    for (let place = 0; place < count; place += 1) {
      const inside = place === count - 1 ? LAST_IN_RECORD : place;
      const position = encodePosition(sequenceNumber, opened === 'alone' ? undefined : inside);
      const decoded = await decodeAt(reader, registry, place, arrivalMs, futureBoundMs);
      events.push(shown(position, reader.dataOf(place).partitionKey ?? partitionKey, decoded));
    }
    return events;
  };
}

async function decodeAt(
  reader: RecordReader,
  registry: SchemaRegistry,
  place: number,
  arrivalMs: EpochMs,
  futureBoundMs: number,
): Promise<Decoded> {
  let decoded = reader.decode(place);
  if (decoded.kind === 'unknownVersion') {
    const { versionId } = decoded;
    const version = await registry.versionById(versionId);
    if (version) {
      reader.learn(version);
      decoded = reader.decode(place);
    }
    if (decoded.kind === 'unknownVersion') {
      const message = `the registry has no schema version ${versionId} that is available`;
      return { evaluated: { kind: 'rejected', rejection: { reason: 'UNKNOWN_SCHEMA', message } } };
    }
  }
  const evaluated = evaluate(decoded, arrivalMs, futureBoundMs);
  return decoded.kind === 'event'
    ? { eventType: decoded.route.type.name, event: decoded.event, evaluated }
    : { evaluated };
}

function problemOf(evaluated: Evaluated): string | undefined {
  if (evaluated.kind === 'rejected') return `${evaluated.rejection.reason}: ${evaluated.rejection.message}`;
  return evaluated.kind === 'ignored' ? 'the pipeline ignores it' : undefined;
}
