import { aggregation, definePipeline, eventType, seconds, tumbling } from '../../../src/engine/index.ts';

interface Payment {
  readonly account: string;
  readonly at: number;
  readonly units: bigint;
  readonly amount: string;
}

interface Refund {
  readonly account: string;
  readonly atMs: bigint;
  readonly receipt: Uint8Array;
}

const avro = (fields: readonly object[]): string => JSON.stringify({ type: 'record', name: 'Payment', fields });
const v1 = [
  { name: 'account', type: 'string' },
  { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
  { name: 'units', type: 'long' },
];
const amount = { type: 'bytes', logicalType: 'decimal', precision: 10, scale: 2 };

/** Registered records of two formats, one type with two versions. */
const payment = eventType('payment', {
  schema: {
    format: 'AVRO',
    versions: [
      { version: 1, definition: avro(v1) },
      { version: 2, definition: avro([...v1, { name: 'amount', type: amount, default: '\u0000' }]) },
    ],
    __type: undefined as unknown as Payment,
  },
  eventTimeMs: (event) => event.at,
  partitionKey: (event) => event.account,
});

const refund = eventType('refund', {
  schema: {
    format: 'PROTOBUF',
    versions: [
      {
        version: 1,
        definition:
          'syntax = "proto3";\nmessage Refund {\n  string account = 1;\n  int64 at_ms = 2;\n  bytes receipt = 3;\n}\n',
      },
    ],
    __type: undefined as unknown as Refund,
  },
  eventTimeMs: (event) => Number(event.atMs),
  partitionKey: (event) => event.account,
});

export default definePipeline({
  name: 'payments',
  records: { format: 'glue' },
  events: [payment, refund],
  watermark: { outOfOrdernessMs: 0, futureBoundMs: 0, idleAfterMs: seconds(5), idle: 'hold' },
  aggregations: [
    aggregation('perAccount', {
      from: [payment, refund],
      key: (event) => event.account,
      window: tumbling(seconds(1)),
      allowedLatenessMs: 0,
      measures: (m) => ({ events: m.count() }),
    }),
  ],
});
