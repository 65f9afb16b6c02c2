import { describe, expect, it } from 'vitest';
import { SchemaMismatch } from '../../../src/codecs/event-format.ts';
import { protobufReader } from '../../../src/codecs/protobuf/protobuf-reader.ts';
import { protobufWriter } from '../../../src/codecs/protobuf/protobuf-writer.ts';
import { RejectedValue } from '../../../src/engine/rejection.ts';
import { fc } from '../../support/fast-check.ts';
import { type ProtoSchema, protoSchema, protoText } from '../../support/proto-arbitraries.ts';
import { evolvedProto, safelyEvolvedProto } from '../../support/proto-evolution.ts';
import { protoEvent } from '../../support/proto-values.ts';
import { protoEventType } from './event-types.ts';
import { expectedReading, Refused } from './expected-reading.ts';

/** Two versions, the second edited from the first, in either order of time, and an event under the one that is older. */
function versions(evolved: (schema: ProtoSchema) => fc.Arbitrary<ProtoSchema>) {
  return protoSchema
    .chain((schema) => fc.tuple(fc.constant(schema), evolved(schema), fc.boolean()))
    .map(([first, second, isBack]) => (isBack ? { from: second, to: first } : { from: first, to: second }))
    .chain((pair) => protoEvent(pair.from).map((event) => ({ ...pair, event })));
}

function readAs(from: ProtoSchema, to: ProtoSchema, event: unknown): unknown {
  const definition = protoText(from);
  const type = protoEventType('event', definition, protoText(to));
  const bytes = Buffer.from(protobufWriter.writerOf(type, 1)(event));
  const read = protobufReader.readerOf(type).writtenUnder(definition);
  try {
    return read(bytes, 0, bytes.length);
  } catch (error) {
    if (error instanceof RejectedValue) return error;
    throw error;
  }
}

function expectation(from: ProtoSchema, to: ProtoSchema, event: Record<string, unknown>): unknown {
  try {
    return expectedReading(from, to, event);
  } catch (error) {
    if (error instanceof Refused) return expect.any(RejectedValue);
    throw error;
  }
}

describe('an event of another version', () => {
  it('is read as the same values by field number, or refused: the version, or the event', () => {
    fc.assert(
      fc.property(versions(evolvedProto), ({ from, to, event }) => {
        let read: unknown;
        try {
          read = readAs(from, to, event);
        } catch (error) {
          expect(error).toBeInstanceOf(SchemaMismatch);
          return;
        }
        expect(read).toEqual(expectation(from, to, event));
      }),
      { numRuns: 300 },
    );
  });

  it('is never refused with its version where fields were added, removed or renamed', () => {
    fc.assert(
      fc.property(versions(safelyEvolvedProto), ({ from, to, event }) => {
        const read = readAs(from, to, event);
        expect(read).toEqual(expectation(from, to, event));
        if (read instanceof RejectedValue) expect(read.message).toMatch(/is required$/);
      }),
      { numRuns: 100 },
    );
  });
});
