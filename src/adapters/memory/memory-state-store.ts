import type { EpochMs } from '../../engine/time.ts';
import type { WindowPartition } from '../../ports/partial-store.ts';
import type { StateStore } from '../../ports/state-store.ts';
import { makeMemoryClaimStore } from './memory-claim-store.ts';
import { makeMemoryControlStore } from './memory-control-store.ts';
import { makeMemoryMarkStore } from './memory-mark-store.ts';
import { MemoryPartials, makeMemoryPartialStore } from './memory-partial-store.ts';
import { makeMemoryProgressStore } from './memory-progress-store.ts';
import { makeMemoryRedriveStore } from './memory-redrive-store.ts';
import { makeMemoryWindowIndex } from './memory-window-index.ts';
import { noWriteUnits, type WriteUnits } from './metered-table.ts';
import { type Fault, makeOperations } from './operations.ts';

export interface MemoryStateStore extends StateStore {
  /** How often each operation was called. */
  readonly operations: ReadonlyMap<string, number>;
  /** What DynamoDB would have charged. */
  readonly writeUnits: Readonly<WriteUnits>;
  /** When each partial of a window-partition may go, in seconds since 1970, by sort key; `null` where it is not stamped. */
  stampsOf(window: WindowPartition): ReadonlyMap<string, number | null>;
  /** Drops partials stamped with an instant at or before `nowMs`, as DynamoDB does some time after it. */
  dropExpired(nowMs: EpochMs): void;
}

/** The state table in memory. What goes in and what comes out is copied, so nothing is shared by accident. */
export function makeMemoryStateStore({ fault }: { readonly fault?: Fault } = {}): MemoryStateStore {
  const operations = makeOperations(fault);
  const writeUnits = noWriteUnits();
  const partials = new MemoryPartials(writeUnits);
  return {
    ...makeMemoryProgressStore(operations, writeUnits),
    ...makeMemoryPartialStore(operations, partials),
    ...makeMemoryMarkStore(operations, writeUnits),
    ...makeMemoryControlStore(operations, writeUnits),
    ...makeMemoryClaimStore(operations, writeUnits),
    ...makeMemoryRedriveStore(operations, writeUnits, partials),
    ...makeMemoryWindowIndex(operations, writeUnits, partials),
    stampsOf: (window) => partials.stampsOf(window),
    dropExpired: (nowMs) => partials.dropExpired(nowMs),
    operations: operations.counts,
    writeUnits,
  };
}
