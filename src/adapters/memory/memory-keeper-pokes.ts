import type { EpochMs } from '../../engine/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { KeeperPokes } from '../../ports/task-queue.ts';
import { type Fault, makeOperations } from './operations.ts';

type Poke = Parameters<KeeperPokes['poke']>[0];

/** Deduplication interval of FIFO queues (SQS Developer Guide, "Exactly-once processing"). */
const ONE_POKE_MS = 300_000;

export interface MemoryKeeperPokes extends KeeperPokes {
  /** Takes all pokes out, oldest first. */
  takeAll(): Poke[];
  readonly operations: ReadonlyMap<string, number>;
}

/** The pokes queue in memory. */
export function makeMemoryKeeperPokes(deps: { readonly clock: Clock; readonly fault?: Fault }): MemoryKeeperPokes {
  const operations = makeOperations(deps.fault);
  const waiting: Poke[] = [];
  const takenAtMs = new Map<string, EpochMs>();
  return {
    operations: operations.counts,
    takeAll: () => waiting.splice(0),
    poke: ({ kind, id }) =>
      operations.run('poke', () => {
        const nowMs = deps.clock.nowMs();
        const before = takenAtMs.get(id);
        if (before !== undefined && nowMs - before < ONE_POKE_MS) return;
        takenAtMs.set(id, nowMs);
        waiting.push({ kind, id });
      }),
  };
}
