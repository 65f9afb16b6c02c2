import { Ajv } from 'ajv';
import {
  aggregation,
  definePipeline,
  type EventSchema,
  eventType,
  minutes,
  tumbling,
} from '../../../src/engine/index.ts';
import { planOf } from '../../../src/engine/plan.ts';

/** Version ids as the registry gave them. */
export const IDS = {
  avro: '00000000-0000-4000-8000-00000000000a',
  json: '00000000-0000-4000-8000-00000000000b',
  protobuf: '00000000-0000-4000-8000-00000000000c',
} as const;
export const VERSION_IDS = { 'avro-sale/1': IDS.avro, 'json-sale/1': IDS.json, 'protobuf-sale/1': IDS.protobuf };

interface Sale {
  readonly atMs: number | bigint;
  readonly shop: string;
  readonly amount: number | bigint;
}

const avroSale: EventSchema<Sale> = {
  format: 'AVRO',
  versions: [
    {
      version: 1,
      definition: JSON.stringify({
        type: 'record',
        name: 'AvroSale',
        fields: [
          { name: 'atMs', type: { type: 'long', logicalType: 'timestamp-millis' } },
          { name: 'shop', type: 'string' },
          { name: 'amount', type: 'long' },
          { name: 'price', type: { type: 'bytes', logicalType: 'decimal', precision: 10, scale: 2 } },
          { name: 'day', type: { type: 'int', logicalType: 'date' } },
          { name: 'ticket', type: { type: 'string', logicalType: 'uuid' } },
          { name: 'kind', type: { type: 'enum', name: 'Kind', symbols: ['CASH', 'CARD'] } },
          { name: 'note', type: ['null', 'string'] },
          { name: 'paid', type: 'boolean' },
          { name: 'tags', type: { type: 'array', items: 'string' } },
          { name: 'nothings', type: { type: 'array', items: 'null' } },
          { name: 'extras', type: { type: 'map', values: 'int' } },
          { name: 'check', type: { type: 'fixed', name: 'Check', size: 4 } },
          { name: 'ratio', type: 'double' },
          {
            name: 'tree',
            type: [
              'null',
              {
                type: 'record',
                name: 'Tree',
                fields: [{ name: 'branches', type: { type: 'array', items: 'Tree' } }],
              },
            ],
          },
        ],
      }),
    },
  ],
};

const jsonDefinition = {
  $id: 'sale',
  type: 'object',
  properties: {
    atMs: { type: 'integer', minimum: 0 },
    shop: { type: 'string', minLength: 1, maxLength: 2_000 },
    amount: { type: 'number' },
    tags: { type: 'array', items: { type: 'string' }, maxItems: 10 },
    tree: { $ref: '#/definitions/tree' },
  },
  required: ['atMs', 'shop', 'amount'],
  additionalProperties: false,
  definitions: {
    tree: { type: 'object', properties: { branch: { $ref: '#/definitions/tree' } }, additionalProperties: false },
  },
};

const jsonSale: EventSchema<Sale> & { readonly validate: unknown } = {
  format: 'JSON',
  versions: [{ version: 1, definition: JSON.stringify(jsonDefinition) }],
  validate: new Ajv().compile(jsonDefinition),
};

const protobufSale: EventSchema<Sale> = {
  format: 'PROTOBUF',
  versions: [
    {
      version: 1,
      definition: `syntax = "proto3";
package shop;
message ProtobufSale {
  int64 at_ms = 1;
  string shop = 2;
  int64 amount = 3;
  repeated int32 codes = 4;
  map<string, int32> extras = 5;
  Tree tree = 6;
  bytes check = 7;
}
message Tree { repeated Tree branches = 1; }
`,
    },
  ],
};

const common = { eventTimeMs: (sale: Sale) => Number(sale.atMs), partitionKey: (sale: Sale) => sale.shop };
export const types = {
  avro: eventType('avro-sale', { schema: avroSale, ...common }),
  json: eventType('json-sale', { schema: jsonSale, ...common }),
  protobuf: eventType('protobuf-sale', { schema: protobufSale, ...common }),
};

/** Sales in three formats on one stream; its code throws on a shop that it does not like. */
export const plan = planOf(
  definePipeline({
    name: 'shops',
    records: { format: 'glue' },
    events: [types.avro, types.json, types.protobuf],
    watermark: { outOfOrdernessMs: minutes(1), futureBoundMs: minutes(1), idleAfterMs: minutes(1), idle: 'hold' },
    aggregations: [
      aggregation('byShop', {
        from: [types.avro, types.json, types.protobuf],
        key: (sale) => {
          if (sale.shop === 'unlucky') throw new Error('no such shop');
          return sale.shop;
        },
        window: tumbling(minutes(1)),
        allowedLatenessMs: minutes(1),
        measures: (m) => ({ sales: m.count(), amount: m.sum((sale) => sale.amount) }),
      }),
    ],
  }),
);
