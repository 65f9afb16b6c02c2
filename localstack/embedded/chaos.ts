import type { Redelivery } from './event-sources/kinesis/mapping-config.ts';
import type { PlanKill } from './lambda/runtime.ts';

/** How often each fault happens, as a share from 0 to 1 of the occasions for it. */
export interface RuntimeChaosShares {
  /** Invocations whose process is killed, half of them at a random moment, half after all effects and before the answer. */
  readonly killed: number;
  /** Kinesis batches delivered again after their success. */
  readonly redelivered: number;
}

export interface RuntimeChaos {
  readonly planKill: PlanKill;
  readonly redelivery: Redelivery;
  readonly injections: Readonly<Record<'killedDuring' | 'killedAfter' | 'batchesRedelivered', number>>;
  /** No more faults from now on, so that a run can end. */
  calm(): void;
}

/** One batch dies so often at most: code may take a record that keeps killing its process for the cause. */
const MAX_KILLS = 2;
/** The head of an event names its first record or message. */
const HEAD_LENGTH = 512;

/** Injects what Lambda and its event source mappings may do at any time: processes die, batches come again. */
export function makeRuntimeChaos(shares: RuntimeChaosShares, random: () => number): RuntimeChaos {
  const injections = { killedDuring: 0, killedAfter: 0, batchesRedelivered: 0 };
  const kills = new Map<string, number>();
  let calm = false;
  const happens = (share: number) => !calm && random() < share;

  return {
    injections,
    calm() {
      calm = true;
    },
    planKill(functionName, event, usualMs) {
      if (!happens(shares.killed)) return undefined;
      const head = `${functionName} ${event.slice(0, HEAD_LENGTH)}`;
      const before = kills.get(head) ?? 0;
      if (before >= MAX_KILLS) return undefined;
      kills.set(head, before + 1);
      const afterEffects = random() < 0.5;
      injections[afterEffects ? 'killedAfter' : 'killedDuring'] += 1;
      return afterEffects ? Number.POSITIVE_INFINITY : random() * usualMs;
    },
    redelivery: {
      planned() {
        const planned = happens(shares.redelivered);
        if (planned) injections.batchesRedelivered += 1;
        return planned;
      },
      cut: (batchSize) => 1 + Math.floor(random() * batchSize),
    },
  };
}
