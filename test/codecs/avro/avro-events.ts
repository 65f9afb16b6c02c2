import { avroReader } from '../../../src/codecs/avro/avro-reader.ts';
import { avroWriter } from '../../../src/codecs/avro/avro-writer.ts';
import { type AnyEventType, eventType } from '../../../src/engine/event-type.ts';

/** An event type whose schema has these versions, today's last. */
export function avroEvent(...definitions: readonly (string | object)[]): AnyEventType {
  const versions = definitions.map((definition, index) => ({ version: index + 1, definition: textOf(definition) }));
  return eventType('order', {
    schema: { format: 'AVRO', versions },
    eventTimeMs: () => 0,
    partitionKey: () => 'k',
  });
}

/** A record "Order" with these fields. */
export function orderWith(fields: Readonly<Record<string, unknown>>): object {
  const list = Object.entries(fields).map(([name, type]) => ({ name, type }));
  return { type: 'record', name: 'Order', fields: list };
}

/** What the bytes are by the only version of a schema. */
export function read(definition: string | object, bytes: Buffer): unknown {
  return readAs(definition, definition, bytes);
}

/** What bytes written under one version are by another, in a buffer that holds more than them. */
export function readAs(written: string | object, today: string | object, bytes: Buffer): unknown {
  const reader = avroReader.readerOf(avroEvent(today)).writtenUnder(textOf(written));
  const around = Buffer.concat([Buffer.from('before'), bytes, Buffer.from('after')]);
  const event = reader(around, 6, 6 + bytes.length);
  // The next record overwrites it.
  around.fill(0x77);
  return event;
}

export function write(definition: string | object, event: unknown): Buffer {
  return Buffer.from(avroWriter.writerOf(avroEvent(definition))(event));
}

function textOf(definition: string | object): string {
  return typeof definition === 'string' ? definition : JSON.stringify(definition);
}
