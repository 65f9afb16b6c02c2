import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { avroWriter } from '../../../src/codecs/avro/avro-writer.ts';
import { withGlueHeader } from '../../../src/codecs/glue-header.ts';
import { packRecord } from '../../../src/codecs/kpl/pack-record.ts';
import { protobufWriter } from '../../../src/codecs/protobuf/protobuf-writer.ts';
import type { RejectReason } from '../../../src/engine/rejection.ts';
import { IDS, types } from './pipeline.ts';

export const AT_MS = 1_793_491_200_000;

/** One kind of bad record, and why it is to be rejected. */
export interface BadRecord {
  readonly name: string;
  readonly data: Uint8Array;
  readonly reason: RejectReason;
}

const writeAvro = avroWriter.writerOf(types.avro);
const writeProtobuf = protobufWriter.writerOf(types.protobuf);
const avroEvent = {
  atMs: AT_MS,
  shop: 'ash',
  amount: 1n,
  price: '1.50',
  day: '2026-11-01',
  ticket: '00112233-4455-6677-8899-aabbccddeeff',
  kind: 'CASH',
  note: null,
  paid: true,
  tags: ['a'],
  nothings: [],
  extras: { a: 1 },
  check: Buffer.from('abcd'),
  ratio: 0.5,
  tree: null,
};
const protobufEvent = { atMs: BigInt(AT_MS), shop: 'ash', amount: 1n, codes: [1], extras: {}, check: Buffer.alloc(2) };

/** Good records, one a format. */
export const good = {
  avro: registered('avro', writeAvro(avroEvent)),
  json: registered('json', Buffer.from(JSON.stringify({ atMs: AT_MS, shop: 'ash', amount: 1 }))),
  protobuf: registered('protobuf', writeProtobuf(protobufEvent)),
};

function registered(format: keyof typeof IDS, payload: Uint8Array, compression: 'none' | 'zlib' = 'none'): Buffer {
  return withGlueHeader(IDS[format], payload, compression);
}

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
/** A whole number as Avro writes it. */
function long(value: bigint): Buffer {
  let rest = BigInt.asUintN(64, value >= 0n ? value << 1n : (-value << 1n) - 1n);
  const bytes: number[] = [];
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
}
const string = (text: string): Buffer => Buffer.concat([long(BigInt(Buffer.byteLength(text))), Buffer.from(text)]);

/** The fields of a good Avro event as bytes, so that each can be replaced by a bad one. */
const FIELDS = {
  atMs: long(BigInt(AT_MS)),
  shop: string('ash'),
  amount: long(1n),
  price: hex('04 0096'),
  day: long(20_758n),
  ticket: string('00112233-4455-6677-8899-aabbccddeeff'),
  kind: hex('00'),
  note: hex('00'),
  paid: hex('01'),
  tags: Buffer.concat([hex('02'), string('a'), hex('00')]),
  nothings: hex('00'),
  extras: Buffer.concat([hex('02'), string('a'), hex('02 00')]),
  check: Buffer.from('abcd'),
  ratio: hex('000000000000e03f'),
  tree: hex('00'),
};

function avro(name: string, given: Partial<Record<keyof typeof FIELDS, Buffer>>, reason: RejectReason = 'UNDECODABLE') {
  const data = registered('avro', Buffer.concat(Object.values({ ...FIELDS, ...given })));
  return { name: `Avro: ${name}`, data, reason };
}

const whole = Buffer.concat(Object.values(FIELDS));
const HUGE = long(2n ** 62n);
const GIGA = long(2n ** 31n);

const avroRecords: BadRecord[] = [
  { name: 'Avro: no bytes', data: registered('avro', Buffer.alloc(0)), reason: 'UNDECODABLE' },
  { name: 'Avro: one byte less', data: registered('avro', whole.subarray(0, -1)), reason: 'UNDECODABLE' },
  { name: 'Avro: cut in half', data: registered('avro', whole.subarray(0, whole.length / 2)), reason: 'UNDECODABLE' },
  { name: 'Avro: a byte more', data: registered('avro', Buffer.concat([whole, hex('00')])), reason: 'UNDECODABLE' },
  { name: 'Avro: twice', data: registered('avro', Buffer.concat([whole, whole])), reason: 'UNDECODABLE' },
  { name: 'Avro: zeros', data: registered('avro', Buffer.alloc(1_000)), reason: 'UNDECODABLE' },
  { name: 'Avro: all ones', data: registered('avro', Buffer.alloc(1_000, 255)), reason: 'UNDECODABLE' },
  {
    name: 'Avro: a container file',
    data: registered('avro', Buffer.concat([Buffer.from('Obj\u0001'), whole])),
    reason: 'UNDECODABLE',
  },
  avro('a string longer than the record', { shop: Buffer.concat([long(1_000n), Buffer.from('ash')]) }),
  avro('a string of four exabytes', { shop: Buffer.concat([HUGE, Buffer.from('ash')]) }),
  avro('a string of two gigabytes', { shop: Buffer.concat([GIGA, Buffer.from('ash')]) }),
  avro('a string of negative length', { shop: Buffer.concat([long(-3n), Buffer.from('ash')]) }),
  avro('a string that is not UTF-8', { shop: hex('06 ff fe fd') }),
  avro('a varint without an end', { atMs: Buffer.alloc(20, 255) }),
  avro('an enum beyond its symbols', { kind: long(2n) }),
  avro('an enum below its symbols', { kind: long(-1n) }),
  avro('a union beyond its branches', { note: long(2n) }),
  avro('a union below its branches', { note: long(-1n) }),
  avro('an array of a billion strings', { tags: Buffer.concat([long(10n ** 9n), string('a'), hex('00')]) }),
  avro('an array of 2^62 strings', { tags: Buffer.concat([HUGE, string('a'), hex('00')]) }),
  avro('an array block of a wrong size', { tags: Buffer.concat([long(-1n), HUGE, string('a'), hex('00')]) }),
  avro('a billion nulls', { nothings: Buffer.concat([long(10n ** 9n), hex('00')]) }),
  avro('2^62 nulls', { nothings: Buffer.concat([HUGE, hex('00')]) }),
  avro('a thousand blocks of a million nulls', {
    nothings: Buffer.concat([...Array.from({ length: 1_000 }, () => long(10n ** 6n)), hex('00')]),
  }),
  avro('a map of a billion entries', { extras: Buffer.concat([long(10n ** 9n), string('a'), hex('02 00')]) }),
  avro(
    'a decimal of more digits than declared',
    { price: Buffer.concat([long(9n), Buffer.alloc(9, 0x7f)]) },
    'INVALID_EVENT',
  ),
  avro('a decimal longer than the record', { price: Buffer.concat([long(500n), hex('01')]) }),
  avro('an uuid that is none', { ticket: string('not-a-uuid') }, 'INVALID_EVENT'),
  avro('an instant beyond all calendars', { atMs: long(2n ** 60n) }, 'INVALID_EVENT'),
  avro('nesting of 10,000 levels', { tree: Buffer.concat([hex('02'), Buffer.alloc(10_000, 2), Buffer.alloc(10_001)]) }),
  avro('nesting without an end', { tree: Buffer.concat([hex('02'), Buffer.alloc(500_000, 2)]) }),
  avro('a time before 1970', { atMs: long(-1n) }, 'INVALID_EVENT_TIME'),
  avro('a time in a thousand years', { atMs: long(BigInt(AT_MS) + 31_536_000_000_000n) }, 'FUTURE_EVENT_TIME'),
  avro('an empty key', { shop: hex('00') }, 'INVALID_KEY'),
  avro('a key of 3 KB', { shop: string('k'.repeat(3_000)) }, 'INVALID_KEY'),
  avro('a shop that the code throws on', { shop: string('unlucky') }, 'USER_CODE_THREW'),
];

function json(name: string, text: string | Buffer, reason: RejectReason = 'UNDECODABLE'): BadRecord {
  return { name: `JSON: ${name}`, data: registered('json', Buffer.from(text)), reason };
}

const sale = (fields: string): string => `{"atMs":${AT_MS},"shop":"ash","amount":1${fields}}`;
const deep = (depth: number): string => sale(`,"tree":${'{"branch":'.repeat(depth)}{}${'}'.repeat(depth)}`);

const jsonRecords: BadRecord[] = [
  json('no bytes', ''),
  json('blanks', '   '),
  json('no end', '{"atMs":1,"shop":'),
  json('a brace more', `${sale('')}}`),
  json('two objects', sale('') + sale('')),
  json('a list', `[${sale('')}]`),
  json('text', '"ash"'),
  json('a number', '17'),
  json('null', 'null'),
  json('NaN', '{"atMs":NaN}'),
  json('Infinity', '{"atMs":Infinity}'),
  json('single quotes', "{'atMs':1}"),
  json('a comment', '{"atMs":1/* */}'),
  json('a trailing comma', '{"atMs":1,}'),
  json('a byte order mark', `\ufeff${sale('')}`),
  json('UTF-16', Buffer.from(sale(''), 'utf16le')),
  json('bytes that are not UTF-8', Buffer.concat([Buffer.from('{"shop":"'), hex('fffe'), Buffer.from('"}')])),
  json('an overlong encoding', Buffer.concat([Buffer.from('{"shop":"'), hex('c0af'), Buffer.from('"}')])),
  json('half a surrogate pair in UTF-8', Buffer.concat([Buffer.from('{"shop":"'), hex('eda080'), Buffer.from('"}')])),
  json('nesting of 100,000 lists', '['.repeat(100_000)),
  json('a field missing', `{"atMs":${AT_MS},"shop":"ash"}`, 'INVALID_EVENT'),
  json('a field of another type', `{"atMs":"${AT_MS}","shop":"ash","amount":1}`, 'INVALID_EVENT'),
  json('a fraction where a whole number is asked', `{"atMs":1.5,"shop":"ash","amount":1}`, 'INVALID_EVENT'),
  json('null in a field', `{"atMs":${AT_MS},"shop":null,"amount":1}`, 'INVALID_EVENT'),
  json('a field that is not listed', sale(',"colour":"red"'), 'INVALID_EVENT'),
  json('__proto__', sale(',"__proto__":{"shop":"elm"}'), 'INVALID_EVENT'),
  json('constructor', sale(',"constructor":{"prototype":{}}'), 'INVALID_EVENT'),
  json('a number beyond doubles', `{"atMs":${AT_MS},"shop":"ash","amount":1e999}`, 'INVALID_EVENT'),
  json(
    'a fraction where whole numbers are summed',
    `{"atMs":${AT_MS},"shop":"ash","amount":1.5}`,
    'INVALID_MEASURE_VALUE',
  ),
  json('a number that has lost digits', `{"atMs":${AT_MS},"shop":"ash","amount":1e300}`, 'INVALID_MEASURE_VALUE'),
  json('a list that is too long', sale(`,"tags":[${Array.from({ length: 11 }, () => '"a"').join()}]`), 'INVALID_EVENT'),
  json('nesting of 50,000 levels', deep(50_000), 'INVALID_EVENT'),
  json('an empty key', `{"atMs":${AT_MS},"shop":"","amount":1}`, 'INVALID_EVENT'),
  json('half a surrogate pair as key', `{"atMs":${AT_MS},"shop":"\\ud800","amount":1}`, 'INVALID_KEY'),
  json('a negative time', `{"atMs":-1,"shop":"ash","amount":1}`, 'INVALID_EVENT'),
  json('a time beyond all calendars', `{"atMs":9007199254740993,"shop":"ash","amount":1}`, 'INVALID_EVENT_TIME'),
];

function protobuf(name: string, payload: Buffer, reason: RejectReason = 'UNDECODABLE'): BadRecord {
  return { name: `Protobuf: ${name}`, data: registered('protobuf', payload), reason };
}

const message = Buffer.from(writeProtobuf(protobufEvent));
const withField = (bytes: Buffer): Buffer => Buffer.concat([message, bytes]);
/** `Tree` messages within each other: each level is a tag and the length of what follows. */
function nested(depth: number): Buffer {
  let tree = Buffer.alloc(0);
  for (let level = 0; level < depth; level += 1) tree = Buffer.concat([hex('0a'), varint(tree.length), tree]);
  return withField(Buffer.concat([hex('32'), varint(tree.length), tree]));
}
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}

const protobufRecords: BadRecord[] = [
  protobuf('no bytes', Buffer.alloc(0)),
  protobuf('another message of the file', Buffer.concat([hex('01'), message.subarray(1)])),
  protobuf('a message that the file does not have', Buffer.concat([hex('7f'), message.subarray(1)])),
  protobuf('a message index without an end', Buffer.alloc(12, 255)),
  protobuf('one byte less', message.subarray(0, -1)),
  protobuf('a tag of field 0', withField(hex('00 01'))),
  protobuf('a wire type that does not exist', withField(hex('0f 01'))),
  protobuf('a group without an end', withField(hex('4b'))),
  protobuf('an end of a group that never began', withField(hex('4c'))),
  protobuf('another wire type', withField(hex('0a 03 616263'))),
  protobuf('a varint without an end', withField(Buffer.concat([hex('08'), Buffer.alloc(11, 255)]))),
  protobuf('text longer than the record', withField(hex('12 ff 01 61'))),
  protobuf('text of four gigabytes', withField(hex('12 ff ff ff ff 0f 61'))),
  protobuf('text of 2^63 bytes', withField(hex('12 ff ff ff ff ff ff ff ff 7f 61'))),
  protobuf('text that is not UTF-8', withField(hex('12 02 fffe'))),
  protobuf('a packed list cut within a number', withField(hex('22 02 01 ff'))),
  protobuf('a map entry longer than the map', withField(hex('2a 02 0a 7f'))),
  protobuf('nesting of 10,000 levels', nested(10_000)),
  protobuf('a fixed number cut off', withField(hex('4d 01 02'))),
  protobuf('no key', Buffer.from(writeProtobuf({ ...protobufEvent, shop: '' })), 'INVALID_KEY'),
  protobuf('a time before 1970', Buffer.from(writeProtobuf({ ...protobufEvent, atMs: -1n })), 'INVALID_EVENT_TIME'),
  protobuf(
    'a number too large to sum',
    Buffer.from(writeProtobuf({ ...protobufEvent, atMs: 2n ** 62n })),
    'INVALID_EVENT_TIME',
  ),
];

const zipped = (bytes: Buffer): Buffer => registered('json', bytes, 'zlib');
const packed = Buffer.from(
  packRecord([
    { partitionKey: 'ash', data: good.json },
    { partitionKey: 'elm', data: good.avro },
  ]),
);
const patched = (at: number, byte: number): Buffer => {
  const bytes = Buffer.from(packed);
  bytes[at < 0 ? bytes.length + at : at] = byte;
  return bytes;
};

const wrappings: BadRecord[] = (
  [
    ['no bytes at all', Buffer.alloc(0), 'UNDECODABLE'],
    ['no header', Buffer.from(sale('')), 'UNDECODABLE'],
    ['a header cut off', good.avro.subarray(0, 17), 'UNDECODABLE'],
    ['a header of version 4', Buffer.concat([hex('04'), good.avro.subarray(1)]), 'UNDECODABLE'],
    ['a compression nobody knows', Buffer.concat([hex('03 07'), good.avro.subarray(2)]), 'UNDECODABLE'],
    ['Confluent’s magic', Buffer.concat([hex('00 00 00 00 01'), whole]), 'UNDECODABLE'],
    [
      'a schema version nobody knows',
      withGlueHeader('ffffffff-ffff-4fff-bfff-ffffffffffff', whole, 'none'),
      'UNKNOWN_SCHEMA',
    ],
    ['zlib that is none', zipped(Buffer.from(sale(''))), 'UNDECODABLE'],
    ['zlib cut off', zipped(deflateSync(Buffer.from(sale(''))).subarray(0, -6)), 'UNDECODABLE'],
    ['zlib with junk after it', zipped(Buffer.concat([deflateSync(Buffer.from(sale(''))), hex('00')])), 'UNDECODABLE'],
    ['zlib of a wrong checksum', zipped(wrongSum(deflateSync(Buffer.from(sale(''))))), 'UNDECODABLE'],
    ['raw deflate', zipped(deflateRawSync(Buffer.from(sale('')))), 'UNDECODABLE'],
    ['gzip', zipped(gzipSync(Buffer.from(sale('')))), 'UNDECODABLE'],
    ['a zip bomb of 100 MB', zipped(deflateSync(Buffer.alloc(100_000_000, 32))), 'UNDECODABLE'],
    ['packed: the magic alone', packed.subarray(0, 4), 'UNDECODABLE'],
    ['packed: cut off', packed.subarray(0, -1), 'UNDECODABLE'],
    ['packed: a flipped bit in the middle', patched(60, 0), 'UNDECODABLE'],
    ['packed: a wrong checksum', patched(-1, (packed.at(-1) ?? 0) ^ 1), 'UNDECODABLE'],
    ['packed: garbage', Buffer.concat([packed.subarray(0, 4), Buffer.alloc(500, 7)]), 'UNDECODABLE'],
  ] as const
).map(([name, data, reason]) => ({ name, data, reason }));

function wrongSum(bytes: Buffer): Buffer {
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  return bytes;
}

/** All of them. */
export const badRecords: readonly BadRecord[] = [...avroRecords, ...jsonRecords, ...protobufRecords, ...wrappings];
