import { invalidInput, registryNotFound, schemaNotFound, versionNotFound } from './errors.ts';
import type { RegistryId, SchemaId, VersionNumber, VersionReference } from './inputs.ts';
import type { Registry, RegistryStore, Schema, Version } from './registry-store.ts';
import { latestNumber } from './version-status.ts';

/** Where schemas go that name no registry. */
export const DEFAULT_REGISTRY = 'default-registry';

const REGISTRY_ARN = /:registry\/([^/]+)$/;
const SCHEMA_ARN = /:schema\/([^/]+)\/([^/]+)$/;

/** Finds what a request is about. Every method throws the AwsError of what is missing or asked for in two ways. */
export interface Resolve {
  registry(id: RegistryId): Registry;
  schema(id: SchemaId): Schema;
  version(reference: VersionReference): Version;
  versionOf(schema: Schema, number: VersionNumber): Version;
}

export function makeResolve(store: RegistryStore, clock: () => number): Resolve {
  const schema = (id: SchemaId): Schema => {
    const [registryName, name] = namesOf(id);
    const found = store.schema(registryName, name);
    if (!found) throw schemaNotFound();
    return found;
  };
  const versionOf = (ofSchema: Schema, { LatestVersion, VersionNumber }: VersionNumber): Version => {
    if (LatestVersion && VersionNumber !== undefined) {
      throw invalidInput('Only one of VersionNumber or LatestVersion is required.');
    }
    if (!LatestVersion && VersionNumber === undefined) {
      throw invalidInput('One of version number (or) latest version is required.');
    }
    const versions = store.versionsOf(ofSchema);
    const number = VersionNumber ?? latestNumber(versions, clock());
    const found = versions.find((version) => version.number === number);
    if (!found) throw versionNotFound();
    return found;
  };
  return {
    registry(id) {
      const name = registryNameOf(id);
      const found = store.registry(name);
      if (!found) throw registryNotFound(name);
      return found;
    },
    schema,
    versionOf,
    version({ SchemaId, SchemaVersionId, SchemaVersionNumber }) {
      if (SchemaVersionId === undefined) return versionOf(schema(SchemaId ?? {}), SchemaVersionNumber ?? {});
      if (SchemaId || SchemaVersionNumber) {
        throw invalidInput('No other input parameters can be specified when fetching by SchemaVersionId.');
      }
      const found = store.version(SchemaVersionId);
      if (!found) throw versionNotFound();
      return found;
    },
  };
}

/** @throws AwsError InvalidInputException */
export function registryNameOf({ RegistryName, RegistryArn }: RegistryId): string {
  if (RegistryName !== undefined && RegistryArn !== undefined) {
    throw invalidInput('One of registryName or registryArn has to be provided, both cannot be provided.');
  }
  if (RegistryName === undefined && RegistryArn === undefined) {
    throw invalidInput('One of registryName or registryArn has to be provided.');
  }
  const name = RegistryName ?? REGISTRY_ARN.exec(RegistryArn ?? '')?.[1];
  if (name === undefined) throw notAnArn('registryArn');
  return name;
}

function namesOf({ SchemaArn, SchemaName, RegistryName }: SchemaId): readonly [registry: string, schema: string] {
  if (SchemaArn === undefined) {
    if (SchemaName !== undefined && RegistryName !== undefined) return [RegistryName, SchemaName];
    throw invalidInput('At least one of (registryName and schemaName) or schemaArn has to be provided.');
  }
  if (SchemaName !== undefined || RegistryName !== undefined) {
    throw invalidInput(
      'One of (registryName and schemaName) or schemaArn has to be provided, both cannot be provided.',
    );
  }
  const [, registry, schema] = SCHEMA_ARN.exec(SchemaArn) ?? [];
  if (registry === undefined || schema === undefined) throw notAnArn('schemaArn');
  return [registry, schema];
}

function notAnArn(parameter: string) {
  return invalidInput(
    `The parameter value contains one or more characters that are not valid. Parameter Name: ${parameter}`,
  );
}
