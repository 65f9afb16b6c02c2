import { type InteropCase, typeOf } from './interop-case.ts';

const LARGEST_LONG = 2n ** 63n - 1n;

type Elsewhere = Pick<InteropCase, 'inJava' | 'inPython'>;
type Fields = Readonly<Record<string, unknown>>;

function record(name: string, fields: Fields): string {
  const list = Object.entries(fields).map(([field, type]) => ({ name: field, type }));
  return JSON.stringify({ type: 'record', name, namespace: 'dev.millrace', fields: list });
}

function avro(name: string, fields: Fields, event: InteropCase['event'], elsewhere: Elsewhere = {}): InteropCase {
  return { type: typeOf(name, 'AVRO', record('Event', fields)), event, ...elsewhere };
}

const logical = (type: string, logicalType: string, more: object = {}) => ({ type, logicalType, ...more });
const nothing = ['null', 'string'];

const primitives = avro(
  'primitives',
  {
    none: 'null',
    yes: 'boolean',
    least: 'int',
    beyond: 'long',
    largest: 'long',
    smallest: 'long',
    half: 'float',
    third: 'double',
    endless: 'double',
    nobody: 'double',
    text: 'string',
    blank: 'string',
    raw: 'bytes',
  },
  {
    none: null,
    yes: true,
    least: -2_147_483_648,
    beyond: 2n ** 53n + 1n,
    largest: LARGEST_LONG,
    smallest: -LARGEST_LONG - 1n,
    half: 0.5,
    third: 1 / 3,
    endless: Number.NEGATIVE_INFINITY,
    nobody: Number.NaN,
    text: 'Zürich, 東京, 🚲\u0000',
    blank: '',
    raw: Buffer.from([0, 255, 128]),
  },
);

const meanings = avro(
  'meanings',
  {
    paidAt: logical('long', 'timestamp-millis'),
    beforeEpoch: logical('long', 'timestamp-millis'),
    onTheWall: logical('long', 'local-timestamp-millis'),
    day: logical('int', 'date'),
    moonLanding: logical('int', 'date'),
    price: logical('bytes', 'decimal', { precision: 12, scale: 2 }),
    debt: logical('bytes', 'decimal', { precision: 40, scale: 10 }),
    rate: { type: 'fixed', name: 'Rate', size: 6, logicalType: 'decimal', precision: 12, scale: 4 },
    id: logical('string', 'uuid'),
    micros: logical('long', 'timestamp-micros'),
    ofDay: logical('int', 'time-millis'),
  },
  {
    paidAt: 1_795_363_200_123,
    beforeEpoch: -1,
    onTheWall: 1_795_363_200_123,
    day: '2026-11-22',
    moonLanding: '1969-07-20',
    price: '12.30',
    debt: '-123456789012345678901234567890.0000000001',
    rate: '-0.0500',
    id: '6f1c2a3b-4d5e-4f60-8a7b-9c0d1e2f3a4b',
    micros: 1_795_363_200_123_456n,
    ofDay: 86_399_999,
  },
);

const card = { type: 'record', name: 'Card', fields: [{ name: 'number', type: 'string' }] };
const cash = { type: 'record', name: 'Cash', fields: [{ name: 'cents', type: 'long' }] };

const CHOSEN = { note: null, remark: 'gift', late: 5, any: null };
const PAID = { 'dev.millrace.Cash': { cents: 250n } };
const MIXED = [{ int: 1 }, { double: 1.5 }, null];

const choices = avro(
  'choices',
  {
    note: nothing,
    remark: nothing,
    late: [logical('long', 'timestamp-millis'), 'null'],
    any: ['null', 'boolean', 'long', 'string', { type: 'array', items: 'int' }],
    some: ['null', 'boolean', 'long', 'string', { type: 'array', items: 'int' }],
    many: ['null', 'boolean', 'long', 'string', { type: 'array', items: 'int' }],
    paidBy: [card, cash],
    mixed: { type: 'array', items: ['int', 'double', 'null'] },
  },
  { ...CHOSEN, some: 2n ** 60n, many: [1, 2, 3], paidBy: PAID, mixed: MIXED },
  {
    inJava: { ...CHOSEN, some: { long: 2n ** 60n }, many: { array: [1, 2, 3] }, paidBy: PAID, mixed: MIXED },
    inPython: { ...CHOSEN, some: 2n ** 60n, many: [1, 2, 3], paidBy: { cents: 250 }, mixed: [1, 1.5, null] },
  },
);

const nested = avro(
  'nested',
  {
    kind: { type: 'enum', name: 'Kind', symbols: ['NEW', 'USED'] },
    digest: { type: 'fixed', name: 'Digest', namespace: 'dev.other', size: 4 },
    lines: {
      type: 'array',
      items: {
        type: 'record',
        name: 'Line',
        fields: [
          { name: 'product', type: 'string' },
          { name: 'kind', type: 'Kind' },
          { name: 'digest', type: ['null', 'dev.other.Digest'] },
        ],
      },
    },
    stock: { type: 'map', values: 'long' },
    byShop: { type: 'map', values: { type: 'array', items: 'Line' } },
    chain: {
      type: 'record',
      name: 'Node',
      fields: [
        { name: 'value', type: 'int' },
        { name: 'next', type: ['null', 'Node'] },
      ],
    },
    empty: { type: 'array', items: 'string' },
  },
  {
    kind: 'USED',
    digest: Buffer.from('00ff10a0', 'hex'),
    lines: [
      { product: 'bell', kind: 'NEW', digest: null },
      { product: 'chain', kind: 'USED', digest: Buffer.from('01020304', 'hex') },
    ],
    stock: { 'a b': 1n, ü: -2n },
    byShop: { north: [{ product: 'bell', kind: 'NEW', digest: null }], south: [] },
    chain: { value: 1, next: { value: 2, next: null } },
    empty: [],
  },
);

export const avroCases: readonly InteropCase[] = [primitives, meanings, choices, nested];
