import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { protobufReader } from '../../../src/codecs/protobuf/protobuf-reader.ts';
import { protobufWriter } from '../../../src/codecs/protobuf/protobuf-writer.ts';
import { fc } from '../../support/fast-check.ts';
import { protoSchema, protoText } from '../../support/proto-arbitraries.ts';
import { protoEvent } from '../../support/proto-values.ts';
import { protoEventType } from './event-types.ts';

const schemaAndEvent = protoSchema.chain((schema) => protoEvent(schema).map((event) => ({ schema, event })));

function codecOf(definition: string) {
  const type = protoEventType('event', definition);
  const read = protobufReader.readerOf(type).writtenUnder(definition);
  return {
    write: protobufWriter.writerOf(type),
    read: (bytes: Uint8Array) => read(Buffer.from(bytes), 0, bytes.length),
  };
}

describe('an event of any schema', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(schemaAndEvent, ({ schema, event }) => {
        const { read, write } = codecOf(protoText(schema));
        expect(read(write(event))).toEqual(event);
      }),
      { numRuns: 100 },
    );
  });

  it('is understood by protobufjs, and protobufjs by us', () => {
    fc.assert(
      fc.property(schemaAndEvent, ({ schema, event }) => {
        const definition = protoText(schema);
        const { read, write } = codecOf(definition);
        const bytes = write(event);
        const type = protobuf
          .parse(definition)
          .root.lookupType(schema.packageName === '' ? 'Event' : `${schema.packageName}.Event`);
        const theirs = type.encode(type.decode(bytes.subarray(1))).finish();
        expect(read(Buffer.concat([bytes.subarray(0, 1), theirs]))).toEqual(event);
      }),
      { numRuns: 100 },
    );
  });
});
