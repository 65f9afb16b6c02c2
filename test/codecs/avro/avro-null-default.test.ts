import { expect, it } from 'vitest';
import { avroReader } from '../../../src/codecs/avro/avro-reader.ts';
import { type EventSchema, eventType } from '../../../src/engine/index.ts';

const record = (...fields: object[]): string => JSON.stringify({ type: 'record', name: 'Gauge', fields });

it('reads events from before a field whose union needs wrapping and is null by default', () => {
  const before = record({ name: 'level', type: 'int' });
  const today = record(
    { name: 'level', type: 'int' },
    { name: 'reading', type: ['null', 'float', 'int'], default: null },
  );
  const schema: EventSchema<object> = {
    format: 'AVRO',
    versions: [
      { version: 1, definition: before },
      { version: 2, definition: today },
    ],
  };
  const gauge = eventType('gauge', { schema, eventTimeMs: () => 0, partitionKey: () => 'k' });
  const read = avroReader.readerOf(gauge).writtenUnder(before);
  expect(read(Buffer.from([14]), 0, 1)).toEqual({ level: 7, reading: null });
});
