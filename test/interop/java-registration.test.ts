import { randomUUID } from 'node:crypto';
import { GlueClient, QuerySchemaVersionMetadataCommand } from '@aws-sdk/client-glue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Services, startServices } from '../../localstack/embedded/services.ts';
import { makeGlueHeaderReader, withGlueHeader } from '../../src/codecs/glue-header.ts';
import { avroCases } from './cases/avro-cases.ts';
import { typeOf } from './cases/interop-case.ts';
import { jsonCases } from './cases/json-cases.ts';
import { protoCases } from './cases/proto-cases.ts';
import { foundHere } from './found.ts';
import { connectJava, type Java, TOPIC } from './java.ts';
import { connectOurs, type Ours } from './ours.ts';
import { type Peer, startPeer } from './peer.ts';

const found = foundHere('java');
const cases = [...avroCases, ...jsonCases, ...protoCases];

describe.skipIf('missing' in found)('AWS’s Java library and one registry', () => {
  let services: Services;
  let peer: Peer;
  let ours: Ours;
  let java: Java;
  beforeAll(async () => {
    services = await startServices({ port: 0 });
    if ('command' in found) peer = startPeer(found.command);
    ours = connectOurs(services.endpoint, 'shared');
    await ours.register(...cases.map(({ type }) => type));
    java = connectJava(peer, services.endpoint, ours.registryName);
  });
  afterAll(async () => {
    await peer.stop();
    await services.stop();
  });

  it.each(cases.filter(({ isRewordedByJava }) => !isRewordedByJava))(
    'finds the version that we registered: $type.schema.format $type.name',
    async (one) => {
      const { type, event, inJava = event } = one;
      const record = await java.write(type, inJava, { autoRegistration: false });
      expect(await ours.read(type, record)).toEqual(event);
    },
  );

  it.each(cases.filter(({ isRewordedByJava }) => isRewordedByJava))(
    'registers the same in words of its own: $type.schema.format $type.name',
    async ({ type, event }) => {
      const refusal = /Failed to auto-register schema\. Auto registration of schema is not enabled\./;
      await expect(java.write(type, event, { autoRegistration: false })).rejects.toThrow(refusal);
      expect(await ours.read(type, await java.write(type, event))).toEqual(event);
      expect(await ours.read(type, await ours.write(type, event, 'none'))).toEqual(event);
      expect(await ours.statusesOf(type.name)).toEqual(['AVAILABLE', 'AVAILABLE']);
    },
  );

  it('says so where a record names a version that is not there', async () => {
    const record = withGlueHeader(randomUUID(), Buffer.from('{}'), 'none');
    await expect(java.read(record)).rejects.toThrow(
      /Failed to get schema version Id = .*\n.*Schema version is not found\./,
    );
  });

  it('goes into Glue’s own registry by default, and notes where the records go', async () => {
    const type = typeOf('noted', 'JSON', '{"type":"object","additionalProperties":true}');
    const record = await connectJava(peer, services.endpoint).write(type, { a: 1 });
    const header = makeGlueHeaderReader()(record, 0, record.length);
    const { endpoint } = services;
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const glue = new GlueClient({ endpoint, region: 'us-east-1', credentials });
    const SchemaVersionId = 'versionId' in header ? header.versionId : '';
    const answer = await glue.send(new QuerySchemaVersionMetadataCommand({ SchemaVersionId }));
    expect(answer.MetadataInfoMap).toMatchObject({ 'x-amz-meta-transport': { MetadataValue: TOPIC } });
  });

  it('refuses events that we refuse too', async () => {
    const type = typeOf(
      'strict',
      'JSON',
      '{"type":"object","additionalProperties":false,"properties":{"n":{"type":"integer"}}}',
    );
    await ours.register(type);
    for (const wrong of [{ n: 1.5 }, { n: '1' }, { m: 1 }]) {
      await expect(java.write(type, wrong)).rejects.toThrow(/JSON data validation against schema failed/);
      await expect(ours.write(type, wrong, 'none')).rejects.toThrow();
    }
  });

  /**
   * What is registered is sound, and the index that Java's serializer writes is the one that we read; Java's deserializer counts
   * nested messages twice where it cannot tell them from others (`FileDescriptorUtils.isParentLevelType`).
   */
  it.each([
    ['without a package', 'syntax = "proto3"; message Order { string id = 1; message Cash { int64 cents = 1; } }'],
    [
      'with a package whose name begins anew in a message’s',
      'syntax = "proto3"; package r; message Order { string id = 1; message Cash { int64 cents = 1; } }',
    ],
  ])('cannot read what it wrote of nested messages in a file %s; we can', async (what, definition) => {
    const type = typeOf('order', 'PROTOBUF', definition);
    const own = connectOurs(services.endpoint, `nested-${what.length}`);
    await own.register();
    const javas = connectJava(peer, services.endpoint, own.registryName);
    const record = await javas.write(type, { id: 'o-1' });
    expect(await javas.read(record)).toEqual({ cents: 0n });
    expect(await own.read(type, record)).toEqual({ id: 'o-1' });
  });
});
