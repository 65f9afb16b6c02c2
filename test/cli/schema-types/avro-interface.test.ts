import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { avroInterface } from '../../../src/cli/schema-types/avro-interface.ts';
import { avroDefinitions } from '../../support/avro-arbitraries.ts';
import { fc } from '../../support/fast-check.ts';

const ORDER = {
  type: 'record',
  name: 'Order',
  namespace: 'shop',
  doc: 'A customer buys something.',
  fields: [
    { name: 'orderId', type: { type: 'string', logicalType: 'uuid' }, doc: 'Number of the order.\nNever used again.' },
    { name: 'placedAt', type: { type: 'long', logicalType: 'timestamp-millis' } },
    { name: 'day', type: { type: 'int', logicalType: 'date' } },
    { name: 'cents', type: 'long' },
    { name: 'total', type: { type: 'bytes', logicalType: 'decimal', precision: 12, scale: 2 } },
    { name: 'weight', type: ['null', 'double'], default: null },
    { name: 'channel', type: { type: 'enum', name: 'channel', doc: 'Where it came from.', symbols: ['WEB', 'SHOP'] } },
    {
      name: 'items',
      type: {
        type: 'array',
        items: {
          type: 'record',
          name: 'Item',
          doc: 'One line of the order. */ export const evil = 1; /*',
          fields: [
            { name: 'sku', type: 'string' },
            { name: 'parts', type: { type: 'array', items: 'Item' } },
          ],
        },
      },
    },
    { name: 'notes', type: { type: 'map', values: ['string', 'null', 'boolean'] } },
    { name: 'origin', type: ['null', 'Item', { type: 'record', name: 'Place', namespace: 'geo', fields: [] }] },
    { name: 'codes', type: { type: 'array', items: ['int', 'double'] } },
    { name: 'checksum', type: { type: 'fixed', name: 'Checksum', size: 4 } },
    { name: 'first', type: 'channel' },
  ],
};

describe('the interface of an Avro schema', () => {
  it('has what the reader gives, the event first', () => {
    expect(avroInterface(JSON.stringify(ORDER), 'OrderPlaced')).toBe(
      `
/**
 * A customer buys something.
 */
export interface OrderPlaced {
  /**
   * Number of the order.
   * Never used again.
   */
  orderId: string
  placedAt: number
  day: string
  cents: bigint
  total: string
  weight: number | null
  channel: Channel
  items: Item[]
  notes: { [key: string]: string | boolean | null }
  origin: { 'shop.Item': Item } | { 'geo.Place': Place } | null
  codes: ({ int: number } | { double: number })[]
  checksum: Buffer
  first: Channel
}

/**
 * Where it came from.
 */
export type Channel = 'WEB' | 'SHOP'

/**
 * One line of the order. *\\/ export const evil = 1; /*
 */
export interface Item {
  sku: string
  parts: Item[]
}

export interface Place {
}
`.trim(),
    );
  });

  it('gives each type a name of its own', () => {
    const record = (name: string, ...fields: object[]) => ({ type: 'record', name, fields });
    const definition = record(
      'Event',
      { name: 'a', type: record('x.Order') },
      { name: 'b', type: record('y.order') },
      { name: 'c', type: record('Buffer') },
      { name: 'd', type: record('z.Buffer') },
      { name: 'e', type: record('q.Buffer') },
    );
    const declared = [...avroInterface(JSON.stringify(definition), 'Order').matchAll(/interface (\w+)/g)];
    expect(declared.map((match) => match[1])).toEqual([
      'Order',
      'OrderOrder',
      'OrderOrder2',
      'OrderBuffer',
      'OrderBuffer2',
      'OrderBuffer3',
    ]);
  });

  it.each([
    ['no JSON', '{', 'the definition is not JSON'],
    ['no record', '"string"', 'schema: an event is a record, got primitive'],
    ['a type that nobody knows', '{"type":"record","name":"A","fields":[{"name":"b","type":"x"}]}', 'A.b'],
    ['a field without a type', '{"type":"record","name":"A","fields":[{"name":"b"}]}', '"type" is missing'],
  ])('is refused on one line for %s', (_what, definition, message) => {
    expect(() => avroInterface(definition, 'Event')).toThrow(message);
    expect(() => avroInterface(definition, 'Event')).not.toThrow(/\n/);
  });

  it('is sound TypeScript whatever the schema, and always the same', () => {
    fc.assert(
      fc.property(avroDefinitions, (definition) => {
        const source = avroInterface(definition, 'Event');
        expect(avroInterface(definition, 'Event')).toBe(source);
        const declared = [...source.matchAll(/^export (?:interface|type) (\w+)/gm)].map((match) => match[1]);
        expect(new Set(declared).size).toBe(declared.length);
        expect(syntaxErrors(source)).toEqual([]);
      }),
    );
  });
});

function syntaxErrors(source: string): string[] {
  const { diagnostics = [] } = ts.transpileModule(source, { reportDiagnostics: true });
  return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}
