import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Services, startServices } from '../../localstack/embedded/services.ts';
import { typeOf } from './cases/interop-case.ts';
import { versionCases } from './cases/version-cases.ts';
import { foundHere } from './found.ts';
import { connectJava } from './java.ts';
import { connectOurs } from './ours.ts';
import { type Peer, startPeer } from './peer.ts';

const found = foundHere('java');
/** The library looks again after three seconds, once. */
const PENDING_MS = 1_000;
const LOOKS_AGAIN_AFTER_MS = 3_000;

describe.skipIf('missing' in found).each(versionCases)(
  'versions with AWS’s Java library: $type.schema.format',
  (versions) => {
    const { type, broken, events, firstToday } = versions;
    const [first, second, third] = events;
    let services: Services;
    let peer: Peer;
    beforeAll(async () => {
      services = await startServices({ port: 0, glue: { pendingMs: PENDING_MS } });
      if ('command' in found) peer = startPeer(found.command);
    });
    afterAll(async () => {
      await peer.stop();
      await services.stop();
    });

    it('are read by it, two at once, as they were written by us', async () => {
      const ours = connectOurs(services.endpoint, 'ours');
      await ours.register(type);
      const java = connectJava(peer, services.endpoint);
      for (const compression of ['none', 'zlib', 'none'] as const) {
        expect(await java.read(await ours.write(type, first, compression, 1))).toEqual(first);
        expect(await java.read(await ours.write(type, second, compression, 2))).toEqual(second);
      }
    });

    it('are registered by it, waited for while they are checked, and read by us as today’s, two at once', async () => {
      const javas = connectOurs(services.endpoint, 'javas');
      await javas.register();
      const java = connectJava(peer, services.endpoint, javas.registryName);
      await java.write(type, first, { version: 1 });
      const startMs = performance.now();
      await java.write(type, second, { version: 2 });
      expect(performance.now() - startMs).toBeGreaterThan(LOOKS_AGAIN_AFTER_MS);
      for (const compression of ['none', 'zlib'] as const) {
        expect(await javas.read(type, await java.write(type, first, { compression, version: 1 }))).toEqual(firstToday);
        expect(await javas.read(type, await java.write(type, second, { compression, version: 2 }))).toEqual(second);
      }
      expect(await javas.statusesOf(type.name)).toEqual(['AVAILABLE', 'AVAILABLE']);
    });

    it('are refused to it where they break the history, in its own words, again and again', async () => {
      const javas = connectOurs(services.endpoint, 'refused');
      await javas.register();
      const java = connectJava(peer, services.endpoint, javas.registryName);
      await java.write(type, first, { version: 1 });
      await expect(java.write(broken, third)).rejects.toThrow(
        /Register schema :: Call failed.*for schema name = order\n(.*\n)*.*Schema evolution check failed\. schemaVersionId \S+ is in FAILURE status\./,
      );
      await expect(java.write(broken, third)).rejects.toThrow(/Schema Found but status is FAILURE/);
      expect(await javas.statusesOf(type.name)).toEqual(['AVAILABLE', 'FAILURE']);
    });
  },
);

describe.skipIf('missing' in found)('a registry with AWS’s Java library', () => {
  const order = typeOf('order', 'JSON', closed('n'), closed('n', 'm'));
  let peer: Peer;
  beforeAll(() => {
    if ('command' in found) peer = startPeer(found.command);
  });
  afterAll(() => peer.stop());

  it('that takes too long over a version is given up', async () => {
    const services = await startServices({ port: 0, glue: { pendingMs: 600_000 } });
    const java = connectJava(peer, services.endpoint);
    await java.write(order, { n: 1 }, { version: 1 });
    await expect(java.write(order, { n: 2 })).rejects.toThrow(/Retries exhausted for schema evolution check/);
    await expect(java.write(order, { n: 2 })).rejects.toThrow(/Schema Found but status is PENDING/);
    await services.stop();
  });
});

function closed(...names: readonly string[]): string {
  const properties = Object.fromEntries(names.map((name) => [name, { type: 'integer' }]));
  return JSON.stringify({ type: 'object', additionalProperties: false, properties });
}
