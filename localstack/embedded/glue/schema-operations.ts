import type { Operations } from '../gateway/service.ts';
import { alreadyExists, invalidInput, registryNotFound, versionNotFound } from './errors.ts';
import { inputs, parse, type RegistryId } from './inputs.ts';
import { pageOf } from './page.ts';
import type { Register } from './register.ts';
import { createRegistry, type RegistryOperationsDeps } from './registry-operations.ts';
import type { Registry, Schema } from './registry-store.ts';
import { DEFAULT_REGISTRY, registryNameOf } from './resolve.ts';
import { statusOf } from './version-status.ts';
import { timesOf } from './view.ts';

export interface SchemaOperationsDeps extends RegistryOperationsDeps {
  readonly register: Register;
}

/** Operations on schemas. What is deleted is gone when the answer comes; AWS takes its time. */
export function schemaOperations({ store, resolve, view, register, clock }: SchemaOperationsDeps) {
  /** The default registry comes into being with its first schema, whether it is named or not. */
  const registryFor = (id: RegistryId | undefined): Registry => {
    const name = id === undefined ? DEFAULT_REGISTRY : registryNameOf(id);
    const found = store.registry(name);
    if (found) return found;
    if (name !== DEFAULT_REGISTRY) throw registryNotFound(name);
    return createRegistry(store, { name, tags: {} }, clock());
  };

  const find = (input: Readonly<Record<string, unknown>>) => resolve.schema(parse(inputs.ofSchema, input).SchemaId);

  /** A checkpoint only moves on, to a version that is available. */
  const checkpointOf = (schema: Schema, number: NonNullable<Parameters<typeof resolve.versionOf>[1]>): number => {
    const version = resolve.versionOf(schema, number);
    if (statusOf(version, clock()) !== 'AVAILABLE') throw versionNotFound();
    if (version.number >= schema.checkpoint) return version.number;
    throw invalidInput(
      `The checkpoint is version ${schema.checkpoint}; it cannot go back to version ${version.number}.`,
    );
  };

  return {
    CreateSchema(input) {
      const given = parse(inputs.createSchema, input);
      const { SchemaDefinition, DataFormat } = given;
      if (SchemaDefinition !== undefined) register.check(DataFormat, SchemaDefinition);
      const registry = registryFor(given.RegistryId);
      if (store.schema(registry.name, given.SchemaName)) throw alreadyExists('Schema', given.SchemaName);
      const schema: Schema = {
        registryName: registry.name,
        name: given.SchemaName,
        format: DataFormat,
        compatibility: given.Compatibility,
        description: given.Description,
        tags: given.Tags,
        checkpoint: 1,
        nextVersion: 1,
        createdMs: clock(),
        updatedMs: clock(),
      };
      store.saveSchema(schema);
      const first = SchemaDefinition === undefined ? undefined : register.register(schema, SchemaDefinition);
      return {
        ...view.schema(store.schema(schema.registryName, schema.name) ?? schema),
        Tags: schema.tags,
        ...(first ? { SchemaVersionId: first.id, SchemaVersionStatus: statusOf(first, clock()) } : {}),
      };
    },
    DeleteSchema(input) {
      const schema = find(input);
      store.removeSchema(schema);
      return { SchemaArn: view.schemaArn(schema), SchemaName: schema.name, Status: 'DELETING' };
    },
    GetSchema(input) {
      const schema = find(input);
      return { ...view.schema(schema), ...timesOf(schema) };
    },
    ListSchemas(input) {
      const { RegistryId, ...page } = parse(inputs.listSchemas, input);
      const registry = RegistryId && resolve.registry(RegistryId);
      const listed = store.schemas().filter(({ registryName }) => !registry || registryName === registry.name);
      const { items, token } = pageOf(listed, view.schemaArn, page);
      return { Schemas: items.map(view.schemaListItem), ...token };
    },
    UpdateSchema(input) {
      const { SchemaId, SchemaVersionNumber, Compatibility, Description } = parse(inputs.updateSchema, input);
      const schema = resolve.schema(SchemaId);
      if (Compatibility !== undefined && SchemaVersionNumber === undefined) {
        throw invalidInput(
          'A change of Compatibility needs a SchemaVersionNumber, the version to set the checkpoint to.',
        );
      }
      const checkpoint = SchemaVersionNumber ? checkpointOf(schema, SchemaVersionNumber) : schema.checkpoint;
      const changed: Schema = {
        ...schema,
        checkpoint,
        compatibility: Compatibility ?? schema.compatibility,
        description: Description ?? schema.description,
        updatedMs: clock(),
      };
      const same = (['checkpoint', 'compatibility', 'description'] as const).every(
        (key) => changed[key] === schema[key],
      );
      if (same) throw invalidInput(`Schema ${schema.name} has these settings already.`);
      store.saveSchema(changed);
      return { SchemaArn: view.schemaArn(schema), SchemaName: schema.name, RegistryName: schema.registryName };
    },
  } satisfies Operations;
}
