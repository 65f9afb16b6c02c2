import type { RegisteredVersion, SchemaRegistry } from '../../ports/schema-registry.ts';
import { type Fault, makeOperations } from './operations.ts';

export interface MemorySchemaRegistry extends SchemaRegistry {
  register(version: RegisteredVersion): void;
  /** How often each operation was called. */
  readonly operations: ReadonlyMap<string, number>;
}

/** A registry in memory: it knows what it is told. */
export function makeMemorySchemaRegistry({ fault }: { readonly fault?: Fault } = {}): MemorySchemaRegistry {
  const operations = makeOperations(fault);
  const versions = new Map<string, RegisteredVersion>();
  return {
    operations: operations.counts,
    register: (version) => void versions.set(version.versionId, version),
    versionById: (versionId) => operations.run('versionById', () => versions.get(versionId)),
  };
}
