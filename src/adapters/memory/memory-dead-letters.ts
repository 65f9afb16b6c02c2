import type { DeadLetters, RejectedRecord, TooLateRecord } from '../../ports/dead-letters.ts';
import { type Fault, makeOperations } from './operations.ts';

export interface MemoryDeadLetters extends DeadLetters {
  /** Everything sent, in order, doubles included. */
  readonly rejected: readonly RejectedRecord[];
  readonly tooLate: readonly TooLateRecord[];
  readonly operations: ReadonlyMap<string, number>;
}

/** The retry queue and the late queue in memory. */
export function makeMemoryDeadLetters({ fault }: { readonly fault?: Fault } = {}): MemoryDeadLetters {
  const operations = makeOperations(fault);
  const rejected: RejectedRecord[] = [];
  const tooLate: TooLateRecord[] = [];
  return {
    rejected,
    tooLate,
    operations: operations.counts,
    sendRejected: (records) => {
      const copies = structuredClone(records);
      return operations.run('sendRejected', () => void rejected.push(...copies));
    },
    sendTooLate: (records) => {
      const copies = structuredClone(records);
      return operations.run('sendTooLate', () => void tooLate.push(...copies));
    },
  };
}
