import type { Decoded } from '../engine/evaluate.ts';
import type { Rejection } from '../engine/rejection.ts';
import type { RegisteredVersion } from '../ports/schema-registry.ts';
import { makeBase64Reader } from './base64-bytes.ts';
import type { EventDecoder, UnknownVersion } from './event-decoder.ts';
import { isPacked, type PackedEvent, unpackRecord } from './kpl/unpack-record.ts';

/** An event's record as another queue keeps it. */
export interface EventData {
  /** The event's own partition key; undefined where it is that of the Kinesis record. */
  readonly partitionKey: string | undefined;
  readonly dataBase64: string;
}

/** What a record turned out to be: an event by itself, so many events packed, or nothing that can be opened. */
export type Opened = 'alone' | number | Rejection;

/** Reads Kinesis records one after another: opens one, then decodes its events by their places. */
export interface RecordReader {
  /** Opens a record, base64 as Lambda hands it over, until the next one is opened. */
  open(dataBase64: string): Opened;
  /** The event at a place from 0; 0 for a record that is one event itself. Total: it never throws. */
  decode(place: number): Decoded | UnknownVersion;
  /** The event at a place as it came. */
  dataOf(place: number): EventData;
  learn(version: RegisteredVersion): void;
}

const NOT_BASE64: Rejection = { reason: 'UNDECODABLE', message: 'the record is not base64' };

/** Reads records as they come: each one event, or events packed in the format of the Kinesis Producer Library. */
export function makeRecordReader(decoder: EventDecoder): RecordReader {
  const base64 = makeBase64Reader();
  let { buffer } = base64;
  let end = 0;
  let events: readonly PackedEvent[] | undefined;

  return {
    open(dataBase64) {
      events = undefined;
      end = base64.read(dataBase64);
      if (end < 0) return NOT_BASE64;
      buffer = base64.buffer;
      if (!isPacked(buffer, 0, end)) return 'alone';
      const unpacked = unpackRecord(buffer, 0, end);
      if ('reason' in unpacked) return unpacked;
      events = unpacked;
      return unpacked.length;
    },
    decode(place) {
      if (!events) return decoder.decode(buffer, 0, end);
      const event = eventAt(events, place);
      return decoder.decode(buffer, event.start, event.end);
    },
    dataOf(place) {
      if (!events) return { partitionKey: undefined, dataBase64: buffer.toString('base64', 0, end) };
      const event = eventAt(events, place);
      return { partitionKey: event.partitionKey, dataBase64: buffer.toString('base64', event.start, event.end) };
    },
    learn: (version) => decoder.learn(version),
  };
}

function eventAt(events: readonly PackedEvent[], place: number): PackedEvent {
  const event = events[place];
  if (!event) throw new RangeError(`no event ${place} in a packed record of ${events.length}`);
  return event;
}
