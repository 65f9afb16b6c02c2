import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Services, startServices } from '../../localstack/embedded/services.ts';
import { avroCases } from './cases/avro-cases.ts';
import { jsonCases } from './cases/json-cases.ts';
import { versionCases } from './cases/version-cases.ts';
import { foundHere } from './found.ts';
import { connectOurs, type Ours } from './ours.ts';
import { type Peer, startPeer } from './peer.ts';
import { connectPython, type Python, withPythonsNumbers } from './python.ts';

const found = foundHere('python');
const cases = [...avroCases, ...jsonCases].map((one) => ({
  ...one,
  inPython: withPythonsNumbers(one.inPython ?? one.event),
}));
const orders = versionCases.filter(({ type }) => type.schema.format !== 'PROTOBUF');

describe.skipIf('missing' in found)('Python’s library', () => {
  let services: Services;
  let peer: Peer;
  let ours: Ours;
  /** Where Python registers all by itself. */
  let pythons: Ours;
  let python: Python;
  beforeAll(async () => {
    services = await startServices({ port: 0, glue: { pendingMs: 1_000 } });
    if ('command' in found) peer = startPeer(found.command);
    ours = connectOurs(services.endpoint, 'ours');
    pythons = connectOurs(services.endpoint, 'pythons');
    await ours.register(...cases.map(({ type }) => type));
    await pythons.register();
    python = connectPython(peer, services.endpoint, pythons.registryName);
  });
  afterAll(async () => {
    await peer.stop();
    await services.stop();
  });

  it.each(cases)('reads what we write: $type.schema.format $type.name', async ({ type, event, inPython }) => {
    for (const compression of ['none', 'zlib'] as const) {
      expect(await python.read(await ours.write(type, event, compression))).toEqual(inPython);
    }
  });

  it.each(cases)(
    'writes, under a schema that it registers, what we read: $type.schema.format $type.name',
    async ({ type, event, inPython }) => {
      expect(await pythons.read(type, await python.write(type, inPython))).toEqual(event);
      expect(await pythons.statusesOf(type.name)).toEqual(['AVAILABLE']);
    },
  );

  it.each(cases)(
    'finds the version that we registered: $type.schema.format $type.name',
    async ({ type, event, inPython }) => {
      const inOurs = connectPython(peer, services.endpoint, ours.registryName);
      expect(await ours.read(type, await inOurs.write(type, inPython))).toEqual(event);
      expect(await ours.statusesOf(type.name)).toEqual(['AVAILABLE']);
    },
  );

  it.each(orders)(
    'goes on to a second version, and not to one that breaks: $type.schema.format',
    async ({ type, broken, events, firstToday }) => {
      const own = connectOurs(services.endpoint, `python-${type.schema.format.toLowerCase()}`);
      await own.register();
      const sender = connectPython(peer, services.endpoint, own.registryName);
      const [first, second, third] = events;
      for (let round = 0; round < 2; round += 1) {
        expect(await own.read(type, await sender.write(type, first, 1))).toEqual(firstToday);
        expect(await own.read(type, await sender.write(type, second, 2))).toEqual(second);
      }
      await expect(sender.write(broken, third)).rejects.toThrow(/Schema evolution check failed\..*in FAILURE status\./);
      expect(await own.statusesOf(type.name)).toEqual(['AVAILABLE', 'AVAILABLE', 'FAILURE']);
    },
  );
});
