import { describe, expect, it } from 'vitest';
import orders, { placed } from '../../pipelines/orders/pipeline.ts';
import { decodePayload } from '../../src/client/decode-payload.ts';
import { deflatePayload } from '../../src/codecs/glue-compression.ts';
import { type GlueCompression, withGlueHeader } from '../../src/codecs/glue-header.ts';
import { packRecord } from '../../src/codecs/kpl/pack-record.ts';
import { protobufWriter } from '../../src/codecs/protobuf/protobuf-writer.ts';
import { registryNameOf } from '../../src/engine/pipeline.ts';
import { planOf } from '../../src/engine/plan.ts';
import type { RegisteredVersion, SchemaRegistry } from '../../src/ports/schema-registry.ts';
import shop from '../cli/pipelines/shop.ts';

const ID = '0f1e2d3c-4b5a-4697-8877-665544332211';
const order = { orderId: 'o-1', customerId: 'c-7', region: 'europe', category: 'books', amount: '0.10', pieces: 1 };
const event = { ...order, atMs: 1_767_600_000_000n };
const version: RegisteredVersion = {
  versionId: ID,
  registryName: registryNameOf(orders),
  schemaName: 'order-placed',
  versionNumber: 1,
  format: 'PROTOBUF',
  definition: placed.schema.versions.at(-1)?.definition ?? '',
};
const known: SchemaRegistry = { versionById: async (id) => (id === ID ? version : undefined) };
const unknown: SchemaRegistry = { versionById: async () => undefined };

const decode = (bytes: Uint8Array, registry = known) => decodePayload(planOf(orders), registry, bytes);
const record = (payload: Uint8Array, compression: GlueCompression = 'none') => withGlueHeader(ID, payload, compression);
const encoded = protobufWriter.writerOf(placed)(event);

describe('a record', () => {
  it('is an event where the registry knows its schema version', async () => {
    expect(await decode(record(encoded))).toEqual({ kind: 'event', eventType: 'order-placed', event });
    expect(await decode(record(deflatePayload(encoded), 'zlib'))).toMatchObject({ kind: 'event', event });
  });

  it('of several events is each of them, with what is wrong with the others', async () => {
    const packed = packRecord([
      { partitionKey: 'a', data: record(encoded) },
      { partitionKey: 'b', data: Buffer.from('{"a":1}') },
    ]);
    expect(await decode(packed)).toEqual({
      kind: 'packed',
      events: [
        { kind: 'event', eventType: 'order-placed', event },
        { kind: 'json', value: { a: 1 }, problem: expect.stringContaining('header') },
      ],
    });
  });

  it('of a version that nobody knows is JSON where it looks like it, otherwise bytes, and says why', async () => {
    const problem = `the registry has no schema version ${ID} that is available`;
    expect(await decode(record(encoded), unknown)).toEqual({ kind: 'bytes', problem });
    const json = Buffer.from('{"a":[1]}');
    expect(await decode(record(json), unknown)).toEqual({ kind: 'json', value: { a: [1] }, problem });
    expect(await decode(record(deflatePayload(json), 'zlib'), unknown)).toMatchObject({ value: { a: [1] } });
  });

  it('is shown although the registry cannot be asked', async () => {
    const down: SchemaRegistry = { versionById: () => Promise.reject(new Error('no way\nat all')) };
    expect(await decode(record(encoded), down)).toEqual({
      kind: 'bytes',
      problem: `the registry cannot be asked for schema version ${ID} (no way)`,
    });
  });

  it('of another team is told from ours', async () => {
    const theirs: SchemaRegistry = { versionById: async () => ({ ...version, schemaName: 'refund' }) };
    expect(await decode(record(encoded), theirs)).toEqual({
      kind: 'bytes',
      problem: 'the pipeline ignores events of this type',
    });
  });

  it('that is damaged says where', async () => {
    expect(await decode(record(Buffer.of(0xff)))).toMatchObject({ kind: 'bytes', problem: expect.any(String) });
    expect(await decode(Buffer.alloc(0))).toMatchObject({ kind: 'bytes' });
    const packed = Buffer.from(packRecord([{ partitionKey: 'a', data: record(encoded) }]));
    packed.writeUInt8(1, packed.length - 1);
    expect(await decode(packed)).toMatchObject({ kind: 'bytes', problem: expect.stringContaining('checksum') });
  });

  it('without a header is read by the schema of its type', async () => {
    const read = (text: string) => decodePayload(planOf(shop), unknown, Buffer.from(text));
    const sold = { type: 'paid', customer: 'c-7', atMs: 7 };
    expect(await read(JSON.stringify(sold))).toEqual({ kind: 'event', eventType: 'paid', event: sold });
    expect(await read('{"type":"paid","customer":7}')).toMatchObject({
      kind: 'json',
      value: { type: 'paid', customer: 7 },
      problem: expect.stringContaining("must have required property 'atMs'"),
    });
    expect(await read('{"type":')).toMatchObject({ kind: 'bytes' });
  });
});
