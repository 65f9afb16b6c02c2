import type { Clock } from '../../ports/clock.ts';
import { RetryableError } from '../../ports/errors.ts';
import type { RegisteredVersion, SchemaRegistry } from '../../ports/schema-registry.ts';

export interface CachedSchemaRegistryDeps {
  readonly registry: SchemaRegistry;
  readonly clock: Clock;
  readonly maxEntries?: number;
  readonly freshMs?: number;
  readonly unknownMs?: number;
}

interface Entry {
  readonly version: RegisteredVersion | undefined;
  readonly askedMs: number;
}

const MAX_ENTRIES = 500;
/** As the serializers of AWS do: a version's definition never changes, so this only notices one that was deleted. */
const FRESH_MS = 24 * 3_600_000;
/** What is unknown now may be registered soon. */
const UNKNOWN_MS = 30_000;

/**
 * Remembers answers of a registry, at most `maxEntries`, oldest first to go: versions for a day and beyond it while the registry cannot
 * answer, unknown ids for half a minute. Those who ask for the same id at the same time share one question.
 */
export function makeCachedSchemaRegistry(deps: CachedSchemaRegistryDeps): SchemaRegistry {
  const { registry, clock, maxEntries = MAX_ENTRIES, freshMs = FRESH_MS, unknownMs = UNKNOWN_MS } = deps;
  const entries = new Map<string, Entry>();
  const underWay = new Map<string, Promise<RegisteredVersion | undefined>>();

  const remember = (versionId: string, version: RegisteredVersion | undefined): void => {
    entries.delete(versionId);
    entries.set(versionId, { version, askedMs: clock.nowMs() });
    const [oldest] = entries.keys();
    if (entries.size > maxEntries && oldest !== undefined) entries.delete(oldest);
  };

  const ask = async (versionId: string, held: Entry | undefined): Promise<RegisteredVersion | undefined> => {
    try {
      const version = await registry.versionById(versionId);
      remember(versionId, version);
      return version;
    } catch (error) {
      // Better an answer of yesterday than none.
      if (held?.version && error instanceof RetryableError) return held.version;
      throw error;
    }
  };

  return {
    async versionById(versionId) {
      const held = entries.get(versionId);
      if (held && clock.nowMs() - held.askedMs < (held.version ? freshMs : unknownMs)) return held.version;
      const running = underWay.get(versionId) ?? ask(versionId, held).finally(() => underWay.delete(versionId));
      underWay.set(versionId, running);
      return running;
    },
  };
}
