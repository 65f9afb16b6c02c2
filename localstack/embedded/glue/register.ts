import { canonicalForm, validateDefinition } from '../../../src/schemas/canonical-form.ts';
import { objectionsTo } from './definitions.ts';
import { concurrentModification, invalidInput, limitExceeded } from './errors.ts';
import type { RegistryStore, Schema, Version } from './registry-store.ts';
import { availableOf, statusOf } from './version-status.ts';

/** Hard quota of an account and Region (Glue developer guide, "Schema Registry quotas"). */
const MAX_VERSIONS = 10_000;

export interface RegisterDeps {
  readonly store: RegistryStore;
  readonly clock: () => number;
  readonly makeId: () => string;
  /** How long the check of a new version takes. */
  readonly pendingMs: number;
  /** Told why a version failed: the service itself never says. */
  readonly log: (line: string) => void;
}

/** How versions come into a schema. */
export interface Register {
  /** @throws AwsError InvalidInputException for a definition that is no sound schema of the format */
  check(format: Schema['format'], definition: string): void;
  /** The version whose definition says the same, whatever its status. @throws AwsError as `check` */
  find(schema: Schema, definition: string): Version | undefined;
  /**
   * Adds a version, or finds the one whose definition says the same. The first is never checked; one that is not compatible, or not
   * decidably so, gets a number and an id like any other and fails.
   * @throws AwsError
   */
  register(schema: Schema, definition: string): Version;
}

export function makeRegister({ store, clock, makeId, pendingMs, log }: RegisterDeps): Register {
  const canonicalForms = new Map<string, string>();
  const canonicalOf = (format: Schema['format'], { id, definition }: Version): string => {
    const form = canonicalForms.get(id) ?? canonicalForm(format, definition);
    canonicalForms.set(id, form);
    return form;
  };

  const check: Register['check'] = (format, definition) => {
    const problem = validateDefinition(format, definition);
    if (problem !== undefined) {
      throw invalidInput(`Schema definition of ${format} data format is invalid: ${problem}`);
    }
  };

  const find: Register['find'] = (schema, definition) => {
    check(schema.format, definition);
    const wanted = canonicalForm(schema.format, definition);
    return store.versionsOf(schema).find((version) => canonicalOf(schema.format, version) === wanted);
  };

  /** `_ALL` holds towards every available version, the other modes towards the newest; the checkpoint changes nothing in that. */
  const judge = (schema: Schema, definition: string): Version['outcome'] => {
    const history = availableOf(store.versionsOf(schema), clock());
    const objections = objectionsTo({
      format: schema.format,
      compatibility: schema.compatibility,
      history: history.map((version) => ({ version: version.number, definition: version.definition })),
      candidate: { version: schema.nextVersion, definition },
    });
    for (const objection of objections) {
      log(`schema ${schema.registryName}/${schema.name}: version ${schema.nextVersion} failed: ${objection}`);
    }
    return objections.length === 0 ? 'AVAILABLE' : 'FAILURE';
  };

  const add = (schema: Schema, definition: string, outcome: Version['outcome'], settledMs: number): Version => {
    if (store.versionCount() >= MAX_VERSIONS) throw limitExceeded('schema versions');
    const nowMs = clock();
    const version: Version = {
      id: makeId(),
      registryName: schema.registryName,
      schemaName: schema.name,
      number: schema.nextVersion,
      definition,
      outcome,
      createdMs: nowMs,
      settledMs,
      metadata: [],
    };
    // The number is taken before the version has it: whenever we die, none is given twice.
    store.saveSchema({ ...schema, nextVersion: schema.nextVersion + 1, updatedMs: nowMs });
    store.saveVersion(version);
    return version;
  };

  return {
    check,
    find,
    register(schema, definition) {
      const known = find(schema, definition);
      if (known) return known;
      const others = store.versionsOf(schema);
      if (others.length === 0) return add(schema, definition, 'AVAILABLE', clock());
      if (schema.compatibility === 'DISABLED') throw versioningDisabled(schema);
      if (others.some((version) => statusOf(version, clock()) === 'PENDING')) {
        throw concurrentModification(`Another version of schema ${schema.name} is being registered.`);
      }
      return add(schema, definition, judge(schema, definition), clock() + pendingMs);
    },
  };
}

function versioningDisabled({ name, registryName }: Schema) {
  const schemaId = `SchemaId(schemaArn=null, schemaName=${name}, registryName=${registryName})`;
  return invalidInput(`Compatibility DISABLED does not allow versioning. SchemaId: ${schemaId}`);
}
