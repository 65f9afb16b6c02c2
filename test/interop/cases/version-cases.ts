import type { AnyEventType } from '../../../src/engine/event-type.ts';
import { typeOf } from './interop-case.ts';

/** A schema that goes on: version 2 is compatible with version 1, version 3 is not. */
export interface VersionCase {
  readonly type: AnyEventType;
  /** The same with version 3, which no registry takes. */
  readonly broken: AnyEventType;
  /** Events of versions 1, 2 and 3, as their own version shows them. */
  readonly events: readonly [v1: object, v2: object, v3: object];
  /** The event of version 1 as today's. */
  readonly firstToday: object;
}

const avro = (...more: readonly object[]): string =>
  JSON.stringify({
    type: 'record',
    name: 'Order',
    fields: [{ name: 'orderId', type: 'string' }, { name: 'cents', type: 'long' }, ...more],
  });
const country = { name: 'country', type: ['null', 'string'], default: null };

const json = (more: object, ...required: readonly string[]): string =>
  JSON.stringify({
    type: 'object',
    additionalProperties: false,
    required: ['orderId', ...required],
    properties: { orderId: { type: 'string' }, ...more },
  });

const proto = (cents: string, more = ''): string =>
  `syntax = "proto3"; package shop; message Order { string order_id = 1; ${cents} cents = 2; ${more} map<string, int32> items = 3; }`;

function versions(name: string, format: 'AVRO' | 'JSON' | 'PROTOBUF', definitions: readonly [string, string, string]) {
  const [v1, v2] = definitions;
  return { type: typeOf(name, format, v1, v2), broken: typeOf(name, format, ...definitions) };
}

export const versionCases: readonly VersionCase[] = [
  {
    ...versions('order', 'AVRO', [avro(), avro(country), avro(country, { name: 'currency', type: 'string' })]),
    events: [
      { orderId: 'o-1', cents: 2n ** 53n + 1n },
      { orderId: 'o-2', cents: 2n, country: 'PT' },
      { orderId: 'o-3', cents: 3n, country: null, currency: 'EUR' },
    ],
    firstToday: { orderId: 'o-1', cents: 2n ** 53n + 1n, country: null },
  },
  {
    ...versions('order', 'JSON', [
      json({}),
      json({ country: { type: 'string' } }),
      json({ country: { type: 'string' }, currency: { type: 'string' } }, 'currency'),
    ]),
    events: [{ orderId: 'o-1' }, { orderId: 'o-2', country: 'PT' }, { orderId: 'o-3', currency: 'EUR' }],
    firstToday: { orderId: 'o-1' },
  },
  {
    ...versions('order', 'PROTOBUF', [
      proto('int64'),
      proto('int64', 'optional string country = 4;'),
      proto('string', 'optional string country = 4;'),
    ]),
    events: [
      { orderId: 'o-1', cents: 2n ** 53n + 1n, items: { bell: 1 } },
      { orderId: 'o-2', cents: 2n, country: 'PT', items: {} },
      { orderId: 'o-3', cents: '3', items: {} },
    ],
    firstToday: { orderId: 'o-1', cents: 2n ** 53n + 1n, items: { bell: 1 } },
  },
];
