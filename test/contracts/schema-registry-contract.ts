import { deepEqual, equal } from 'node:assert/strict';
import type { RegisteredVersion, SchemaRegistry } from '../../src/ports/schema-registry.ts';
import type { Check } from './contract.ts';
import { type Faulty, failing } from './faults.ts';

export interface SchemaRegistryFixture extends Faulty {
  readonly registry: SchemaRegistry;
  /** Registers what everybody who reads the one before can read, as the next version of one Avro schema. */
  register(definition: string): Promise<RegisteredVersion>;
}

const NOWHERE = '00000000-0000-4000-8000-000000000000';
/** Texts are kept as they are, blanks and all. */
export const PERSON = '{ "type": "record", "name": "Person",\n  "fields": [] }';
export const NAMED_PERSON =
  '{"type":"record","name":"Person","fields":[{"name":"name","type":["null","string"],"default":null,"doc":"Имя 👍"}]}';

export const schemaRegistryContract: readonly Check<SchemaRegistryFixture>[] = [
  {
    name: 'a version is given by its id, as it was registered',
    async run({ registry, register }) {
      const versions = [await register(PERSON), await register(NAMED_PERSON)];
      for (const version of versions) deepEqual(await registry.versionById(version.versionId), version);
    },
  },
  {
    name: 'nothing is known of a version that is not there',
    async run({ registry, register }) {
      await register(PERSON);
      equal(await registry.versionById(NOWHERE), undefined);
    },
  },
  {
    name: 'a registry that does not answer says so, and can be asked again',
    async run(fixture) {
      const version = await fixture.register(PERSON);
      for (const moment of ['before', 'after'] as const) {
        await failing(fixture, moment, () => fixture.registry.versionById(version.versionId));
        deepEqual(await fixture.registry.versionById(version.versionId), version);
      }
    },
  },
];
