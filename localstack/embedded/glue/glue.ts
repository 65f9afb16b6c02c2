import type { Service } from '../gateway/service.ts';
import { type GlueFaults, withFaults } from './faults.ts';
import { metadataOperations } from './metadata-operations.ts';
import { makeRegister } from './register.ts';
import { registryOperations } from './registry-operations.ts';
import type { RegistryStore } from './registry-store.ts';
import { makeResolve } from './resolve.ts';
import { schemaOperations } from './schema-operations.ts';
import { tagOperations } from './tag-operations.ts';
import { versionOperations } from './version-operations.ts';
import { type Account, makeView } from './view.ts';

export interface GlueOptions extends GlueFaults {
  /** How long a version after the first stays PENDING, in ms; by default its outcome shows at once. */
  readonly pendingMs?: number | undefined;
}

export interface GlueDeps extends GlueOptions, Account {
  readonly store: RegistryStore;
  readonly clock: () => number;
  readonly makeId: () => string;
  readonly log: (line: string) => void;
}

/** AWS Glue, so far as it is a Schema Registry, after the API reference and what AWS's own clients expect of it. */
export function makeGlue(options: GlueDeps): Service {
  const { store, clock, pendingMs = 0 } = options;
  const deps = {
    ...options,
    resolve: makeResolve(store, clock),
    view: makeView(store, options, clock),
    register: makeRegister({ ...options, pendingMs }),
  };
  const operations = {
    ...registryOperations(deps),
    ...schemaOperations(deps),
    ...versionOperations(deps),
    ...metadataOperations(deps),
    ...tagOperations(deps),
  };
  return { name: 'Glue', target: 'AWSGlue', scope: 'glue', operations: withFaults(operations, options) };
}
