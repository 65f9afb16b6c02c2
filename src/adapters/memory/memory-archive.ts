import type { Archive } from '../../ports/archive.ts';
import { type Fault, makeOperations } from './operations.ts';

export interface MemoryArchive extends Archive {
  /** Keys of everything kept, in the order of their first writing. */
  readonly keys: readonly string[];
  /** Loses what is kept under `key`, as the bucket's lifecycle does. */
  expire(key: string): void;
  readonly operations: ReadonlyMap<string, number>;
}

const BUCKET = 'archive';

/** An archive in memory, of one bucket. */
export function makeMemoryArchive({ fault }: { readonly fault?: Fault } = {}): MemoryArchive {
  const operations = makeOperations(fault);
  const kept = new Map<string, Uint8Array>();
  return {
    get keys() {
      return [...kept.keys()];
    },
    expire: (key) => void kept.delete(key),
    operations: operations.counts,
    put(key, data) {
      const copy = Uint8Array.from(data);
      return operations.run('put', () => {
        kept.set(key, copy);
        return { bucket: BUCKET, key, bytes: copy.length };
      });
    },
    get: ({ bucket, key }) =>
      operations.run('get', () => {
        const found = bucket === BUCKET ? kept.get(key) : undefined;
        return found && Uint8Array.from(found);
      }),
  };
}
