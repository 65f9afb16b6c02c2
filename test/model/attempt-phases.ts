import type { Guard } from './guards.ts';

/** What an attempt does with a batch, in order: docs/architecture.md, "stream-processor, one batch of a lane". */
export type Phase = 'decide' | 'aside' | 'write' | 'look' | 'refire' | 'done';

const IN_ORDER: readonly Phase[] = ['decide', 'aside', 'write', 'look', 'refire', 'done'];

/** Guards that consist in the order of steps, each with the order that breaks it. */
const OUT_OF_ORDER: Partial<Record<Guard, readonly Phase[]>> = {
  'act before deciding': ['aside', 'write', 'look', 'refire', 'decide', 'done'],
  'progress before partials': ['decide', 'aside', 'done', 'write', 'look', 'refire'],
  'ack before the rejected record is queued': ['decide', 'write', 'look', 'refire', 'done', 'aside'],
  'look before write': ['decide', 'aside', 'look', 'write', 'refire', 'done'],
};

export function phasesOf(off: ReadonlySet<Guard>): readonly Phase[] {
  for (const guard of off) {
    const order = OUT_OF_ORDER[guard];
    if (order) return order;
  }
  return IN_ORDER;
}
