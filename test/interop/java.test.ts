import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Services, startServices } from '../../localstack/embedded/services.ts';
import { avroCases } from './cases/avro-cases.ts';
import type { InteropCase } from './cases/interop-case.ts';
import { jsonCases } from './cases/json-cases.ts';
import { protoCases } from './cases/proto-cases.ts';
import { foundHere } from './found.ts';
import { connectJava } from './java.ts';
import { connectOurs, type Ours } from './ours.ts';
import { type Peer, startPeer } from './peer.ts';

const found = foundHere('java');
const COMPRESSIONS = ['none', 'zlib'] as const;
const cases = [...avroCases, ...jsonCases, ...protoCases];

describe.skipIf('missing' in found)('AWS’s Java library', () => {
  let services: Services;
  let peer: Peer;
  let ours: Ours;
  /** Where Java registers all by itself. */
  let javas: Ours;
  beforeAll(async () => {
    services = await startServices({ port: 0 });
    if ('command' in found) peer = startPeer(found.command);
    ours = connectOurs(services.endpoint, 'ours');
    javas = connectOurs(services.endpoint, 'javas');
    await ours.register(...cases.map(({ type }) => type));
    await javas.register();
  });
  afterAll(async () => {
    await peer.stop();
    await services.stop();
  });

  it.each(cases)(
    'reads what we write: $type.schema.format $type.name',
    async ({ type, event, inJava = event }: InteropCase) => {
      const java = connectJava(peer, services.endpoint);
      for (const compression of COMPRESSIONS) {
        expect(await java.read(await ours.write(type, event, compression))).toEqual(inJava);
      }
    },
  );

  it.each(cases)(
    'writes, under a schema that it registers, what we read: $type.schema.format $type.name',
    async ({ type, event, inJava = event }) => {
      const java = connectJava(peer, services.endpoint, javas.registryName);
      for (const compression of COMPRESSIONS) {
        expect(await javas.read(type, await java.write(type, inJava, { compression }))).toEqual(event);
      }
      expect(await javas.statusesOf(type.name)).toEqual(['AVAILABLE']);
    },
  );
});
