import { Ajv } from 'ajv';
import type { EventSchema } from '../src/engine/index.ts';

/** A bid of the size that NEXMark's generator makes: 216 bytes of JSON. */
export interface Bid {
  readonly auction: string;
  readonly bidder: number;
  readonly price: number;
  readonly channel: string;
  readonly url: string;
  /** Whole milliseconds; Protobuf's 64 bits come as `bigint`. */
  readonly dateTimeMs: number | bigint;
  readonly extra: string;
}

const definition = {
  type: 'object',
  required: ['auction', 'bidder', 'price', 'channel', 'url', 'dateTimeMs', 'extra'],
  properties: {
    auction: { type: 'string', minLength: 1 },
    bidder: { type: 'integer' },
    price: { type: 'integer', minimum: 0 },
    channel: { type: 'string' },
    url: { type: 'string' },
    dateTimeMs: { type: 'integer' },
    extra: { type: 'string' },
  },
};

/** Compiled here by what generates the validators of deployed pipelines. */
export const bidSchema: EventSchema<Bid> & { readonly validate: unknown } = {
  format: 'JSON',
  versions: [{ version: 1, definition: JSON.stringify(definition) }],
  validate: new Ajv().compile(definition),
};

export const avroBidSchema: EventSchema<Bid> = {
  format: 'AVRO',
  versions: [
    {
      version: 1,
      definition: JSON.stringify({
        type: 'record',
        name: 'Bid',
        fields: [
          { name: 'auction', type: 'string' },
          { name: 'bidder', type: 'int' },
          { name: 'price', type: 'int' },
          { name: 'channel', type: 'string' },
          { name: 'url', type: 'string' },
          { name: 'dateTimeMs', type: { type: 'long', logicalType: 'timestamp-millis' } },
          { name: 'extra', type: 'string' },
        ],
      }),
    },
  ],
};

export const protobufBidSchema: EventSchema<Bid> = {
  format: 'PROTOBUF',
  versions: [
    {
      version: 1,
      definition: `syntax = "proto3";
message Bid {
  string auction = 1;
  int32 bidder = 2;
  int32 price = 3;
  string channel = 4;
  string url = 5;
  int64 date_time_ms = 6;
  string extra = 7;
}
`,
    },
  ],
};
