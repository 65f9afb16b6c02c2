import { deepEqual, equal } from 'node:assert/strict';
import type { Archive, ArchiveRef } from '../../src/ports/archive.ts';
import type { Check } from './contract.ts';
import { type Faulty, failing } from './faults.ts';

export interface ArchiveFixture extends Faulty {
  readonly archive: Archive;
}

/** Places as letters have them, and what else a key may be (S3 User Guide, "Naming Amazon S3 objects"). */
const KEYS = [
  'letters/orders-1700000000123/shardId-000000000003/0564959-0000007-0123456789abcdef',
  'spaces and + % & = ? # ! \' ( ) * ~ : @ $ , ; \\ ^ ` { } | " < >',
  'Ключ/鍵/👍',
  '/begins/with//slashes/',
  'begins/with/slashes',
  'one two',
  'one+two',
  'one%20two',
];

export const archiveContract: readonly Check<ArchiveFixture>[] = [
  {
    name: 'what was put is given back, byte for byte, whatever the bytes',
    async run({ archive }) {
      const data = Uint8Array.from({ length: 1_000 }, (_, byte) => byte % 256);
      const ref = await archive.put('bytes', data);
      equal(ref.key, 'bytes');
      equal(ref.bytes, 1_000);
      deepEqual(Uint8Array.from((await archive.get(ref)) ?? []), data);
    },
  },
  {
    name: 'a record of 10 MiB fits, and one of no bytes',
    async run({ archive }) {
      for (const bytes of [10 * 1_048_576, 0]) {
        const ref = await archive.put(`of-${bytes}`, new Uint8Array(bytes).fill(7));
        equal(ref.bytes, bytes);
        const found = await archive.get(ref);
        equal(found?.length, bytes);
        equal(
          found?.find((byte) => byte !== 7),
          undefined,
        );
      }
    },
  },
  {
    name: 'any key is a place of its own',
    async run({ archive }) {
      const refs: ArchiveRef[] = [];
      for (const [index, key] of KEYS.entries()) refs.push(await archive.put(key, Uint8Array.of(index)));
      for (const [index, ref] of refs.entries()) {
        deepEqual(Uint8Array.from((await archive.get(ref)) ?? []), Uint8Array.of(index));
      }
    },
  },
  {
    name: 'nothing is where nothing was put',
    async run({ archive }) {
      const { bucket } = await archive.put('here', Uint8Array.of(1));
      equal(await archive.get({ bucket, key: 'there' }), undefined);
    },
  },
  {
    name: 'the same put again changes nothing',
    async run({ archive }) {
      const first = await archive.put('twice', Uint8Array.of(1, 2));
      deepEqual(await archive.put('twice', Uint8Array.of(1, 2)), first);
      deepEqual(Uint8Array.from((await archive.get(first)) ?? []), Uint8Array.of(1, 2));
    },
  },
  {
    name: 'what is put later does not change what is given out, nor the other way about',
    async run({ archive }) {
      const given = Uint8Array.of(1, 2);
      const ref = await archive.put('own', given);
      given.fill(9);
      const found = await archive.get(ref);
      deepEqual(Uint8Array.from(found ?? []), Uint8Array.of(1, 2));
      found?.fill(8);
      deepEqual(Uint8Array.from((await archive.get(ref)) ?? []), Uint8Array.of(1, 2));
    },
  },
  {
    name: 'an archive that does not answer says so, and what was asked can be asked again',
    async run(fixture) {
      const { archive } = fixture;
      for (const moment of ['before', 'after'] as const) {
        await failing(fixture, moment, () => archive.put('retried', Uint8Array.of(1)));
        const ref = await archive.put('retried', Uint8Array.of(1));
        await failing(fixture, moment, () => archive.get(ref));
        deepEqual(Uint8Array.from((await archive.get(ref)) ?? []), Uint8Array.of(1));
      }
    },
  },
];
