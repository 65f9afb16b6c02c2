import { describe, expect, it } from 'vitest';
import { protobufReader } from '../../../src/codecs/protobuf/protobuf-reader.ts';
import { protobufWriter } from '../../../src/codecs/protobuf/protobuf-writer.ts';
import { RejectedValue } from '../../../src/engine/rejection.ts';
import { fc } from '../../support/fast-check.ts';
import { protoSchema, protoText } from '../../support/proto-arbitraries.ts';
import { protoEvent } from '../../support/proto-values.ts';
import { protoEventType } from './event-types.ts';
import { readerOf } from './read-hex.ts';

const TREE = `
syntax = "proto3";
message Tree {
  Tree left = 1;
  string name = 2;
  repeated Tree branches = 3;
  map<string, Tree> by_name = 4;
  repeated int32 codes = 5;
  int64 n = 6;
  double d = 7;
  bytes b = 8;
  float f = 9;
}`;
const read = readerOf('tree', TREE);
const undecodable = (what: string) => ['UNDECODABLE', `event "tree" is not the Protobuf of its schema: ${what}`];

/** Messages in messages, each the only content of the next, behind these tags in turn. */
function nested(depth: number, ...tags: readonly string[]): string {
  let inner = '';
  for (let level = 0; level < depth; level += 1) {
    const length = inner.length / 2;
    inner = `${tags[level % tags.length]}${varint(length)}${inner}`;
  }
  return inner;
}

function varint(value: number): string {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    bytes.push(rest < 128 ? rest : (rest % 128) + 128);
    if (rest < 128) return Buffer.from(bytes).toString('hex');
  }
}

describe('bytes that are no event', () => {
  it.each([
    ['text cut off', '12 05 61', 'field "name": it ends too early'],
    ['text that is not UTF-8', '12 02 c3 28', 'field "name": it is not UTF-8 text'],
    ['half a surrogate pair', '12 03 ed a0 80', 'field "name": it is not UTF-8 text'],
    ['a length without bytes', '12', 'field "name": it ends too early'],
    ['a length of 4 GB', '12 ff ff ff ff 0f', 'field "name": a number or length is malformed'],
    ['a length of 2 GB', '42 ff ff ff ff 07', 'field "b": it ends too early'],
    ['a message of 2 GB', '0a ff ff ff ff 07', 'field "left": a length points beyond the end'],
    ['a list of 2 GB', '2a ff ff ff ff 07', 'field "codes": a length points beyond the end'],
    [
      'a message longer than the one around it',
      '0a 02 0a 01 12 00',
      'field "left.left": a length points beyond the end',
    ],
    ['text longer than its message', '0a 02 12 01 61', 'field "left.name": it ends too early'],
    ['a list that ends in a number', '2a 01 80', 'field "codes": it ends too early'],
    ['an entry longer than its message', '22 03 0a 01 61 22 02 0a 01', 'field "byName": it ends too early'],
    ['a key of the wrong type', '22 02 08 01', 'field "byName": its wire type is 0, which is not that of its type'],
    ['a number cut off', '30 ff', 'field "n": it ends too early'],
    ['a number of 11 bytes', '30 ff ff ff ff ff ff ff ff ff ff 01', 'field "n": a number or length is malformed'],
    ['a double cut off', '39 00 00 00 00', 'field "d": it ends too early'],
    ['a float cut off', '4d 00 00', 'field "f": it ends too early'],
    ['text as a number', '10 05', 'field "name": its wire type is 0, which is not that of its type'],
    ['a number as text', '32 01 61', 'field "n": its wire type is 2, which is not that of its type'],
    ['a double as a float', '3d 00 00 00 00', 'field "d": its wire type is 5, which is not that of its type'],
    ['a message as a group', '0b 0c', 'field "left": its wire type is 3, which is not that of its type'],
    ['an unknown group', '0a 02 7b 7c', 'field "left": field 15 has wire type 3, which is not supported'],
    ['the end of a group', '7c', 'field 15 has wire type 4, which is not supported'],
    ['a wire type that does not exist', '7f 00', 'field 15 has wire type 7, which is not supported'],
    ['field number 0', '02 00', 'a field has the number 0'],
    ['a tag cut off', 'ff', 'it ends too early'],
    ['a tag of more than 32 bits', 'fa ff ff ff ff 01 00', 'a number or length is malformed'],
    ['an unknown number of 11 bytes', '78 ff ff ff ff ff ff ff ff ff ff 01', 'a number takes more than 10 bytes'],
    ['an unknown field cut off', '7a 05 00', 'it ends too early'],
  ])('are rejected: %s', (_what, hex, message) => {
    expect(read.rejection(`00 ${hex}`)).toEqual(undecodable(message));
  });

  it('are rejected rather than the stack used up', () => {
    expect(read(`00 ${nested(100, '0a')}`)).toMatchObject({ left: { left: {} } });
    const path = 'left.'.repeat(40);
    expect(read.rejection(`00 ${nested(101, '0a')}`)).toEqual(
      undecodable(`field "${path}": it is nested more than 100 deep`),
    );
    expect(read.rejection(`00 ${nested(20_000, '1a')}`)[1]).toMatch(/it is nested more than 100 deep$/);
    expect(read.rejection(`00 ${nested(20_000, '12', '22')}`)[1]).toMatch(/it is nested more than 100 deep$/);
  });

  it('are rejected rather than memory used up', () => {
    // 2 bytes each, of which each would become an object with six defaults.
    expect(read(`00 ${'1a00'.repeat(100_000)}`)).toMatchObject({ name: '' });
    expect(read.rejection(`00 ${'1a00'.repeat(200_000)}`)).toEqual(
      undecodable('field "branches": it holds more than 1000000 values that were not sent'),
    );
  });

  it('are rejected without a word of what they hold', () => {
    const [, message] = read.rejection('00 12 08 c3 28 73 65 63 72 65 74 0a');
    expect(message).not.toContain('secret');
  });

  it('leave the reader as good as new', () => {
    const reader = readerOf('tree', TREE);
    reader.rejection(`00 ${nested(101, '0a')}`);
    reader.rejection(`00 ${'1a00'.repeat(200_000)}`);
    expect(reader('00 0a 03 12 01 61')).toMatchObject({ name: '', left: { name: 'a' } });
  });
});

describe('any bytes', () => {
  const spoils = fc.array(fc.tuple(fc.nat({ max: 60 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 3 });

  it('are read or rejected, whatever the schema', () => {
    const cases = protoSchema.chain((schema) =>
      fc.record({
        definition: fc.constant(protoText(schema)),
        event: protoEvent(schema),
        spoilt: fc.array(fc.tuple(spoils, fc.nat({ max: 80 })), { minLength: 20, maxLength: 20 }),
        noise: fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 10, maxLength: 10 }),
      }),
    );
    fc.assert(
      fc.property(cases, ({ definition, event, spoilt, noise }) => {
        const type = protoEventType('event', definition);
        const readPayload = protobufReader.readerOf(type).writtenUnder(definition);
        const bytes = protobufWriter.writerOf(type)(event);
        for (const payload of [...spoilt.map((how) => spoil(bytes, ...how)), ...noise]) {
          const buffer = Buffer.from(payload);
          try {
            expect(readPayload(buffer, 0, buffer.length)).toBeTypeOf('object');
          } catch (error) {
            if (!(error instanceof RejectedValue)) throw error;
            expect(error.reason).toMatch(/^(UNDECODABLE|INVALID_EVENT)$/);
          }
        }
      }),
    );
  });

  it('after the end are never looked at', () => {
    const definition = 'syntax = "proto3"; message A { fixed64 a = 1; int64 b = 2; string c = 3; uint32 d = 4; }';
    const type = protoEventType('a', definition);
    const readPayload = protobufReader.readerOf(type).writtenUnder(definition);
    const bytes = protobufWriter.writerOf(type)({ a: 2n ** 63n, b: -1n, c: 'text', d: 2 ** 32 - 1 });
    const padded = (padding: number) => Buffer.concat([bytes, Buffer.alloc(12, padding)]);
    for (let end = 1; end <= bytes.length; end += 1) {
      expect(outcome(() => readPayload(padded(0), 0, end))).toEqual(outcome(() => readPayload(padded(0xff), 0, end)));
    }
  });
});

function spoil(bytes: Uint8Array, replaced: readonly (readonly [number, number])[], length: number): Uint8Array {
  const copy = Uint8Array.from(bytes).subarray(0, Math.max(1, length));
  for (const [at, byte] of replaced) if (at < copy.length) copy[at] = byte;
  return copy;
}

function outcome(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
