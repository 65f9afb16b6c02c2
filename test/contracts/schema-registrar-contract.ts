import { deepEqual, equal, rejects } from 'node:assert/strict';
import { type SchemaCatalog, SchemaNotUsable } from '../../src/ports/schema-catalog.ts';
import type { NewSchema, SchemaRef, SchemaRegistrar } from '../../src/ports/schema-registrar.ts';
import type { Check } from './contract.ts';
import { NAMED_PERSON, PERSON } from './schema-registry-contract.ts';

/** Two ports over one registry: what the one registers, the other finds. */
export interface SchemaRegistrarFixture {
  readonly registrar: SchemaRegistrar;
  readonly catalog: SchemaCatalog;
  /** The name of a registry that is not there yet. */
  readonly registryName: string;
}

/** Nobody who reads as this can read what the others wrote. */
const AGED_PERSON = '{"type":"record","name":"Person","fields":[{"name":"age","type":"int"}]}';
const MADE: NewSchema = { format: 'AVRO', compatibility: 'BACKWARD', definition: PERSON };

async function madeSchema({ registrar, registryName }: SchemaRegistrarFixture): Promise<SchemaRef> {
  await registrar.createRegistry(registryName);
  const schema = { registry: registryName, name: 'person' };
  await registrar.createSchema(schema, MADE);
  return schema;
}

const catalogued = ({ registry, name }: SchemaRef, definition: string) => ({
  registryName: registry,
  schemaName: name,
  definition,
});

export const schemaRegistrarContract: readonly Check<SchemaRegistrarFixture>[] = [
  {
    name: 'a registry is there once it is made, and making it again does no harm',
    async run({ registrar, registryName }) {
      equal(await registrar.hasRegistry(registryName), false);
      for (let time = 0; time < 2; time += 1) {
        await registrar.createRegistry(registryName);
        equal(await registrar.hasRegistry(registryName), true);
      }
    },
  },
  {
    name: 'nothing is found where there is no registry, no schema or no such text',
    async run(fixture) {
      const { registrar, catalog, registryName } = fixture;
      const elsewhere = { registry: `${registryName}-other`, name: 'person' };
      const schema = await madeSchema(fixture);
      for (const missing of [elsewhere, { ...schema, name: 'nobody' }]) {
        equal(await registrar.findSchema(missing), undefined);
        equal(await registrar.findVersion(missing, PERSON), undefined);
        await rejects(catalog.versionIdOf(catalogued(missing, PERSON)), SchemaNotUsable);
      }
      equal(await registrar.findVersion(schema, NAMED_PERSON), undefined);
      await rejects(catalog.versionIdOf(catalogued(schema, NAMED_PERSON)), SchemaNotUsable);
    },
  },
  {
    name: 'versions are numbered, and found by their texts',
    async run(fixture) {
      const { registrar, catalog } = fixture;
      const schema = await madeSchema(fixture);
      deepEqual(await registrar.findSchema(schema), { format: 'AVRO', compatibility: 'BACKWARD' });
      const second = await registrar.register(schema, NAMED_PERSON);
      deepEqual([second.versionNumber, second.status, second.definition], [2, 'AVAILABLE', NAMED_PERSON]);
      deepEqual(await registrar.latestVersion(schema), second);
      deepEqual(await registrar.findVersion(schema, NAMED_PERSON), second);
      equal((await registrar.findVersion(schema, PERSON))?.versionNumber, 1);
      equal(await catalog.versionIdOf(catalogued(schema, NAMED_PERSON)), second.versionId);
    },
  },
  {
    name: 'a text that is registered again is the version that it was',
    async run(fixture) {
      const { registrar } = fixture;
      const schema = await madeSchema(fixture);
      const second = await registrar.register(schema, NAMED_PERSON);
      equal((await registrar.register(schema, PERSON)).versionNumber, 1);
      deepEqual(await registrar.register(schema, NAMED_PERSON), second);
      deepEqual(await registrar.latestVersion(schema), second);
    },
  },
  {
    name: 'a schema that is there already gets another version, by whoever makes it again',
    async run(fixture) {
      const { registrar } = fixture;
      const schema = await madeSchema(fixture);
      equal((await registrar.createSchema(schema, MADE)).versionNumber, 1);
      equal((await registrar.createSchema(schema, { ...MADE, definition: NAMED_PERSON })).versionNumber, 2);
    },
  },
  {
    name: 'a version that breaks readers fails: it is not the latest, and nothing is written under it',
    async run(fixture) {
      const { registrar, catalog } = fixture;
      const schema = await madeSchema(fixture);
      equal((await registrar.register(schema, AGED_PERSON)).status, 'FAILURE');
      equal((await registrar.latestVersion(schema)).versionNumber, 1);
      await rejects(catalog.versionIdOf(catalogued(schema, AGED_PERSON)), SchemaNotUsable);
    },
  },
  {
    name: 'later versions are checked by the mode that was set last',
    async run(fixture) {
      const { registrar } = fixture;
      const schema = await madeSchema(fixture);
      await registrar.setCompatibility(schema, 'NONE');
      deepEqual(await registrar.findSchema(schema), { format: 'AVRO', compatibility: 'NONE' });
      const second = await registrar.register(schema, AGED_PERSON);
      deepEqual([second.versionNumber, second.status], [2, 'AVAILABLE']);
    },
  },
];
