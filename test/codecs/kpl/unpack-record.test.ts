import { describe, expect, it } from 'vitest';
import { isPacked, unpackRecord } from '../../../src/codecs/kpl/unpack-record.ts';
import { byAwsLibrary, byHand, packedOf } from './packed-vectors.ts';

const rejection = (what: string) => ({
  reason: 'UNDECODABLE',
  message: `the packed record (KPL) is corrupt: ${what}`,
});

/** Unpacks `packed` from the middle of a larger buffer, as records lie in one. */
function unpack(packed: Uint8Array) {
  const buffer = Buffer.concat([Buffer.from([0xc2, 0x1a]), packed, Buffer.from([0x1a, 0x7f])]);
  const events = unpackRecord(buffer, 2, 2 + packed.length);
  if ('reason' in events) return events;
  return events.map(({ partitionKey, start, end }) => [partitionKey, buffer.toString('latin1', start, end)]);
}

describe('a packed record', () => {
  it('unpacks to its events, in order', () => {
    expect(unpack(byHand)).toEqual([
      ['Ada', 'one'],
      ['ü', 'two'],
      ['Ada', ''],
    ]);
  });

  it('unpacks where AWS packed it', () => {
    expect(unpack(byAwsLibrary)).toEqual([
      ['flight-7', '{"n":1}'],
      ['vlüg', '\x00\xff'],
      ['flight-7', ''],
    ]);
  });

  it('unpacks to nothing where it holds nothing', () => {
    expect(unpack(packedOf(''))).toEqual([]);
    expect(unpack(packedOf('0a 01 41'))).toEqual([]);
  });

  it.each([
    ['keys after the events that name them', '1a 04 08 00 1a 00  0a 01 41', [['A', '']]],
    ['data before its key', '0a 01 41  1a 05 1a 01 62 08 00', [['A', 'b']]],
    ['an index in more bytes than it needs', '0a 01 41  1a 06 08 80 80 00 1a 00', [['A', '']]],
    ['a field twice, of which the last counts', '0a 01 41 0a 01 42  1a 09 08 00 1a 01 61 08 01 1a 00', [['B', '']]],
    ['unknown numbers and bytes', '20 ff 01  2d 00 00 00 00  31 00 00 00 00 00 00 00 00  0a 01 41  3a 02 08 00', []],
    ['an unknown field inside an event', '0a 01 41  1a 08 28 07 08 00 32 00 1a 00', [['A', '']]],
    ['unknown groups, one inside the other', '23 2b 08 07 2c 24  0a 01 41  1a 04 08 00 1a 00', [['A', '']]],
    ['a replacement character as key', '0a 03 ef bf bd  1a 04 08 00 1a 00', [['\ufffd', '']]],
  ])('may hold %s', (_what, message, events) => {
    expect(unpack(packedOf(message))).toEqual(events);
  });

  it.each([
    ['an event without data', '0a 01 41  1a 02 08 00', 'an event holds no data'],
    ['an event without a key', '0a 01 41  1a 02 1a 00', 'an event names no partition key'],
    ['no keys at all', '1a 04 08 00 1a 00', 'an event names a partition key that it does not list'],
    ['a key index too large', '0a 01 41  1a 04 08 01 1a 00', 'an event names a partition key that it does not list'],
    [
      'a key index of 64 bits',
      '0a 01 41  1a 0d 08 ff ff ff ff ff ff ff ff ff 01 1a 00',
      'an event names a partition key that it does not list',
    ],
    [
      'a hash key index too large',
      '0a 01 41 12 01 30  1a 06 08 00 10 01 1a 00',
      'an event names a hash key that it does not list',
    ],
    ['a key that is not UTF-8', '0a 02 c3 28  1a 04 08 00 1a 00', 'a partition key is not UTF-8 text'],
    ['a length beyond the end', '0a 02 41', 'a length points beyond its end'],
    ['a length of 64 bits', '0a ff ff ff ff ff ff ff ff ff 01', 'a length points beyond its end'],
    ["data beyond its event's end", '0a 01 41  1a 04 08 00 1a 01  1a 00', 'a length points beyond its end'],
    ['a number cut off', '0a 01 41  1a 01 08', 'it ends within a number'],
    ['a number of 11 bytes', '20 ff ff ff ff ff ff ff ff ff ff 01', 'a number takes more than 10 bytes'],
    ['a fixed number cut off', '2d 00 00 00', 'it ends within a number'],
    ['field number 0', '02 00', 'a field has no valid number'],
    ['a field number above 2^29', '82 80 80 80 80 01 00', 'a field has no valid number'],
    ['keys as numbers', '08 01', 'field 1 has wire type 0, which is not its own'],
    ['an event as a group', '1b 1c', 'field 3 has wire type 3, which is not its own'],
    ['a key index as bytes', '0a 01 41  1a 05 0a 01 00 1a 00', 'field 1 has wire type 2, which is not its own'],
    ['a wire type that does not exist', '27 00', 'a field has wire type 7, which does not exist'],
    ['a group without its end', '23 08 00', 'it ends within a number'],
    ["a group with another's end", '23 2c', 'a group ends that did not begin'],
    ['the end of a group alone', '24', 'a group ends that did not begin'],
    ['groups without end', '23 '.repeat(101), 'groups are nested more than 100 deep'],
  ])('is rejected whole for %s', (_what, message, reason) => {
    expect(unpack(packedOf(message))).toEqual(rejection(reason));
  });

  it('is rejected for a wrong checksum, and where it is too short to have one', () => {
    const wrong = Buffer.from(byHand);
    wrong[wrong.length - 1] = 0;
    expect(unpack(wrong)).toEqual(rejection('its checksum does not match'));
    expect(unpack(byHand.subarray(0, 19))).toEqual(rejection('it is too short to hold its checksum'));
    expect(unpack(byHand.subarray(0, 4))).toEqual(rejection('it is too short to hold its checksum'));
  });

  it('is rejected whichever bit is flipped and wherever it is cut off', () => {
    for (let bit = 32; bit < byHand.length * 8; bit += 1) {
      const flipped = Buffer.from(byHand);
      flipped[bit >> 3] = (byHand[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(unpack(flipped)).toMatchObject({ reason: 'UNDECODABLE' });
    }
    for (let length = 4; length < byHand.length; length += 1) {
      expect(unpack(byHand.subarray(0, length))).toMatchObject({ reason: 'UNDECODABLE' });
    }
  });
});

describe('what is no packed record', () => {
  it('does not begin like one', () => {
    expect(isPacked(byHand, 0, byHand.length)).toBe(true);
    expect(isPacked(byHand, 0, 4)).toBe(true);
    expect(isPacked(byHand, 0, 3)).toBe(false);
    expect(isPacked(byHand, 1, byHand.length)).toBe(false);
    for (let at = 0; at < 4; at += 1) {
      const other = Buffer.from(byHand);
      other[at] = 0x7b;
      expect(isPacked(other, 0, other.length)).toBe(false);
    }
    expect(isPacked(Buffer.from('{"a":1}'), 0, 7)).toBe(false);
  });
});
