import { describe, expect, it } from 'vitest';
import { avroReader } from '../../../src/codecs/avro/avro-reader.ts';
import { RejectedValue } from '../../../src/engine/rejection.ts';
import { avroDefinitions, avroEvents } from '../../support/avro-arbitraries.ts';
import { fc } from '../../support/fast-check.ts';
import { avroEvent, orderWith, read, readAs, write } from './avro-events.ts';

const arrayOf = (items: unknown) => ({ type: 'array', items });
const mapOf = (values: unknown) => ({ type: 'map', values });
const record = (name: string, ...types: unknown[]) => ({
  type: 'record',
  name,
  fields: types.map((type, index) => ({ name: `f${index}`, type })),
});
const empty = record('Empty');
const chain = record('Order', ['null', 'Order']);
const tree = record('Order', arrayOf('Order'));
const endless = record('Order', 'Order');
/** Each of 40 records holds two of the one before: 2^40 values, and no byte for any of them. */
const doubling = Array.from({ length: 40 }).reduce<unknown>(
  (inner, _, level) => record(`R${level + 1}`, inner, `R${level}`),
  record('R0'),
);

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** A whole number as Avro has it. */
function number(value: bigint): string {
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  const bytes: number[] = [];
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]).toString('hex');
}

const repeated = (byte: string, count: number) => byte.repeat(count);

describe('bytes that are no event', () => {
  it.each<[string, unknown, string, string]>([
    ['nothing at all', 'int', '', 'the event ends too early'],
    [
      '2^31 nulls',
      arrayOf('null'),
      `${number(2n ** 31n)}00`,
      'more than 1000000 records, lists and items in one event',
    ],
    [
      '2^62 nulls',
      arrayOf('null'),
      `${number(2n ** 62n)}00`,
      'more than 1000000 records, lists and items in one event',
    ],
    [
      '-2^63 nulls',
      arrayOf('null'),
      `${number(-(2n ** 63n))}0000`,
      'more than 1000000 records, lists and items in one event',
    ],
    ['a million empty records', arrayOf(empty), `${number(900_000n)}00`, 'more than 1000 items that take no bytes'],
    [
      'nulls in many blocks',
      arrayOf('null'),
      `${repeated(number(400n), 9)}00`,
      'more than 1000 items that take no bytes',
    ],
    [
      'nulls in many arrays',
      arrayOf(arrayOf('null')),
      `12${repeated(`${number(400n)}00`, 9)}00`,
      'more than 1000 items that take no bytes',
    ],
    ['2^31 numbers', arrayOf('int'), `${number(2n ** 31n)}0202`, '2147483648 items are claimed, 2 bytes are left'],
    ['one number more than there is', arrayOf('int'), '06 02 02', '3 items are claimed, 2 bytes are left'],
    ['1001 nulls', arrayOf('null'), `${number(1_001n)}00`, 'more than 1000 items that take no bytes'],
    ['an array that goes wrong after a record', arrayOf(record('Line', 'int')), '02 02', 'the event ends too early'],
    ['2^40 entries', mapOf('null'), `${number(2n ** 40n)}0202`, '1099511627776 items are claimed, 2 bytes are left'],
    [
      'more items than are taken',
      arrayOf('boolean'),
      `${number(1_200_000n)}${repeated('01', 1_200_000)}00`,
      'more than 1000000 records, lists and items in one event',
    ],
    ['a block of a size below 0', arrayOf('int'), '01 01 02 00', 'a length of -1 bytes, 2 are left'],
    ['a block of a size beyond the end', arrayOf('int'), '01 40 02 00', 'a length of 32 bytes, 2 are left'],
    ['a block of another size', arrayOf('int'), '01 04 02 00', 'a block of items is not of the size that it claims'],
    ['a block that never ends', arrayOf('int'), '02 02', 'the event ends too early'],
    ['text of 2^31 bytes', 'string', `${number(2n ** 31n)}61`, 'a length of 2147483648 bytes, 1 are left'],
    ['text of 2^60 bytes', 'string', `${number(2n ** 60n)}61`, 'a length of 1152921504606847000 bytes, 1 are left'],
    ['text of less than no bytes', 'string', '01', 'a length of -1 bytes, 0 are left'],
    [
      'bytes of less than no bytes',
      'bytes',
      number(-(2n ** 63n)),
      'a length of -9223372036854776000 bytes, 0 are left',
    ],
    ['bytes beyond the end', 'bytes', '0461', 'a length of 2 bytes, 1 are left'],
    [
      'a fixed beyond the end',
      { type: 'fixed', name: 'F', size: 9 },
      '00',
      'the event ends too early: 1 bytes are left where 9 belong',
    ],
    ['a number of 65 bits', 'long', `${repeated('ff', 9)}02`, 'a whole number takes more than 64 bits'],
    ['a number without end', 'long', repeated('ff', 1_000_000), 'a whole number takes more than 64 bits'],
    ['an int of 33 bits', 'int', 'ffffffff1f', 'an int takes more than 32 bits'],
    ['an int in six bytes', 'int', '808080808000', 'an int takes more than 32 bits'],
    ['a boolean of 2', 'boolean', '02', 'a boolean is 0 or 1, got 2'],
    ['a symbol that is none', { type: 'enum', name: 'E', symbols: ['A'] }, '02', 'symbol 1 of 1'],
    ['a symbol below 0', { type: 'enum', name: 'E', symbols: ['A'] }, '01', 'symbol -1 of 1'],
    ['a type that is none', ['null', 'int'], '04', 'type 2 of 2 in a union'],
    ['a type below 0', ['null', 'int'], '01', 'type -1 of 2 in a union'],
    ['a type of 2^40', ['null', 'int'], number(2n ** 40n), 'type 1099511627776 of 2 in a union'],
    ['half a letter', 'string', '02c3', 'text that is not UTF-8'],
    ['a letter too long', 'string', '04c0af', 'text that is not UTF-8'],
    ['half of a surrogate pair', 'string', '06eda080', 'text that is not UTF-8'],
    ['a long text with one bad byte', 'string', `8001${repeated('61', 63)}ff`, 'text that is not UTF-8'],
    ['a key that is no text', mapOf('null'), '0202ff00', 'text that is not UTF-8'],
  ])('are refused: %s', (_what, type, bytes, message) => {
    expectRefusal(orderWith({ field: type }), hex(bytes), `Order.field: ${message}`);
  });

  it.each<[string, object, string, string]>([
    ['a list of 101 links', chain, `${repeated('02', 100)}00`, 'Order.f0: nested deeper than 100 levels'],
    ['a list of a million links', chain, `${repeated('02', 1_000_000)}00`, 'Order.f0: nested deeper than 100 levels'],
    ['a tree of a million levels', tree, `${repeated('02', 1_000_000)}00`, 'Order.f0: nested deeper than 100 levels'],
    ['a record that is all within itself', endless, '', 'Order.f0: nested deeper than 100 levels'],
    ['a byte too many', orderWith({ field: 'int' }), '0000', '1 bytes follow the event'],
    ['another event', orderWith({ field: 'string' }), '02610261', '2 bytes follow the event'],
  ])('are refused: %s', (_what, definition, bytes, message) => {
    expectRefusal(definition, hex(bytes), message);
  });

  it('are taken up to the limits', () => {
    expect(JSON.stringify(read(chain, hex(`${repeated('02', 99)}00`))).split('f0').length - 1).toBe(100);
    expect(read(orderWith({ field: arrayOf('null') }), hex(`${number(1_000n)}00`))).toHaveProperty(
      'field.length',
      1_000,
    );
  });

  it('leave nothing behind for the next event', () => {
    const readChain = avroReader.readerOf(avroEvent(chain)).writtenUnder(JSON.stringify(chain));
    const cut = hex(repeated('02', 60));
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect(() => readChain(cut, 0, cut.length)).toThrow('Order.f0: the event ends too early');
    }
    expect(readChain(hex('00'), 0, 1)).toEqual({ f0: null });
  });

  it('are refused however much a schema makes of none', () => {
    expectRefusal(
      { type: 'record', name: 'Order', fields: [{ name: 'f', type: doubling }] },
      Buffer.alloc(0),
      /more than 1000000/,
    );
  });

  it("are refused in fields that today's version no longer has", () => {
    const before = orderWith({ gone: arrayOf('string'), kept: 'int' });
    const after = orderWith({ kept: 'int' });
    for (const bytes of ['01 01 0261 00 02', '01 40 0261 00 02', `${number(2n ** 40n)} 00 02`, '02 02ff 00 02']) {
      expect(() => readAs(before, after, hex(bytes))).toThrow(RejectedValue);
    }
    expect(readAs(before, after, hex('01 04 0261 00 02'))).toEqual({ kept: 1 });
  });

  it('are refused where the memory would run out, before it does', () => {
    const before = memory();
    for (const count of [2n ** 20n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 53n, 2n ** 62n]) {
      for (const type of [arrayOf('null'), arrayOf(empty), arrayOf('long'), mapOf('string'), 'string', 'bytes']) {
        expect(() => read(orderWith({ field: type }), hex(`${number(count)}00`))).toThrow(RejectedValue);
      }
    }
    expect(memory() - before).toBeLessThan(50_000_000);
  });

  const cases = avroDefinitions.chain((definition) => fc.tuple(fc.constant(definition), avroEvents(definition)));

  it('are refused wherever an event is cut off', () => {
    fc.assert(
      fc.property(cases, ([definition, event]) => {
        const bytes = write(definition, event);
        for (let length = 0; length < bytes.length; length += 1) {
          expectRefusal(definition, bytes.subarray(0, length), /./);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('are refused, or are an event that is written and read alike, whatever bits are turned', () => {
    const turned = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 7 })), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(cases, fc.array(turned, { maxLength: 10 }), ([definition, event], attempts) => {
        const bytes = write(definition, event);
        for (const flips of attempts) {
          const spoilt = Buffer.from(bytes);
          for (const [place, bit] of flips) {
            const index = place % Math.max(1, spoilt.length);
            if (index < spoilt.length) spoilt[index] = (spoilt[index] ?? 0) ^ (1 << bit);
          }
          expectReadOrRefused(definition, spoilt);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are refused, or are an event that is written and read alike, whatever they are', () => {
    const bytes = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 10 });
    fc.assert(
      fc.property(avroDefinitions, bytes, (definition, attempts) => {
        for (const attempt of attempts) expectReadOrRefused(definition, Buffer.from(attempt));
      }),
      { numRuns: 60 },
    );
  });
});

function expectRefusal(definition: string | object, bytes: Buffer, message: string | RegExp): void {
  const error = thrownBy(() => read(definition, bytes));
  expect(error).toBeInstanceOf(RejectedValue);
  expect(error).toHaveProperty('reason', 'UNDECODABLE');
  if (typeof message === 'string') expect(error).toHaveProperty('message', message);
  else expect(error).toHaveProperty('message', expect.stringMatching(message));
}

function expectReadOrRefused(definition: string, bytes: Buffer): void {
  let event: unknown;
  try {
    event = read(definition, bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(RejectedValue);
    return;
  }
  expect(read(definition, write(definition, event))).toEqual(event);
}

function thrownBy(run: () => unknown): unknown {
  try {
    return `nothing, but read ${String(run())}`;
  } catch (error) {
    return error;
  }
}

function memory(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
