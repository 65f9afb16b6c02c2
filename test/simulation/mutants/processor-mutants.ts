import { windowId, windowsOf } from '../../../lambdas/shared/windows-of.ts';
import type { ProgressStore } from '../../../src/ports/progress-store.ts';
import { type Mutant, stateMutant, unheard } from './mutant.ts';
import { inconsistent, unconditional } from './rewrite.ts';

/** The stream processor's part of the protocol, each rule broken once. */
export const PROCESSOR_MUTANTS: readonly Mutant[] = [
  unconditional('partials written without a condition', 'stream-processor', 'partial'),
  unconditional('progress written without a condition', 'stream-processor', 'progress'),
  stateMutant('decisions not stored', 'stream-processor', decisionsInMemory),
  stateMutant('no mark', 'stream-processor', () => ({ ensureMark: async () => {} })),
  {
    name: 'look before write',
    mutation: () => ({
      instance: () => ({
        processorDeps: (deps) => ({
          ...deps,
          writePartials: async (lane, buckets, positions, before, isTimeUp) => {
            await deps.refire(windowsOf(buckets), isTimeUp);
            await deps.writePartials(lane, buckets, positions, before, isTimeUp);
          },
          refire: async () => 0,
        }),
      }),
    }),
  },
  {
    name: 'no look',
    mutation: () => ({ instance: () => ({ processorDeps: (deps) => ({ ...deps, refire: async () => 0 }) }) }),
  },
  {
    name: 'look only at what was written',
    mutation: () => ({
      instance: (_kind, { state }) => {
        const written = new Set<string>();
        return {
          ports: {
            state: {
              ...state,
              putPartial: async (ref, next, expectedApplied) => {
                const write = await state.putPartial(ref, next, expectedApplied);
                if (write.kind === 'written') written.add(windowId(ref));
                return write;
              },
            },
          },
          processorDeps: (deps) => ({
            ...deps,
            refire: (windows, isTimeUp) =>
              deps.refire(
                windows.filter((window) => written.delete(windowId(window))),
                isTimeUp,
              ),
          }),
        };
      },
    }),
  },
  inconsistent('inconsistent look', 'stream-processor', 'control'),
  {
    name: 'no answer taken for success',
    mutation: () => ({
      instance: (_kind, { state }) => ({
        ports: {
          state: {
            ...state,
            putPartial: (...given) => state.putPartial(...given).catch(() => ({ kind: 'written', bytes: 0 })),
          },
        },
      }),
    }),
  },
  {
    name: 'progress before partials',
    mutation: () => ({
      instance: () => ({
        processorDeps: (deps) => {
          let writes = async (): Promise<void> => {};
          return {
            ...deps,
            writePartials: async (...given) => {
              writes = () => deps.writePartials(...given);
            },
            refire: async (...given) => {
              const before = writes;
              writes = async () => {
                await before();
                await deps.refire(...given);
              };
              return 0;
            },
            store: {
              ...deps.store,
              readProgress: deps.store.readProgress,
              writeProgress: async (lane, next, expectedVersion) => {
                const write = await deps.store.writeProgress(lane, next, expectedVersion);
                if (write.kind === 'written' && next.exceptions.every(({ position }) => position > next.lastPosition)) {
                  await writes();
                  writes = async () => {};
                }
                return write;
              },
            },
          };
        },
      }),
    }),
  },
  {
    name: 'acknowledged before the rejected record is queued',
    mutation: () => ({
      instance: (_kind, { deadLetters }, owner, { scheduler, random }) => ({
        ports: {
          deadLetters: {
            ...deadLetters,
            sendRejected: async (records) => {
              // Sent by the process some time later, if it still is.
              scheduler.at(random.int(0, 2_000), () => unheard(deadLetters.sendRejected(records)), owner);
            },
          },
        },
      }),
    }),
  },
];

/** Decisions stay in the instance: the table gets them together with the move past their records. */
function decisionsInMemory(state: ProgressStore): Pick<ProgressStore, 'writeProgress'> {
  /** Version that the table has, by shard, where this instance has made out that there is one more. */
  const behind = new Map<string, number>();
  return {
    writeProgress: async (lane, next, expectedVersion) => {
      const stored = await state.readProgress(lane);
      const isBehind = behind.get(lane.shardId) === expectedVersion - 1;
      const version = isBehind ? expectedVersion - 1 : expectedVersion;
      const isDecision = next.lastPosition === stored.lastPosition;
      if (isDecision && stored.version === version) {
        behind.set(lane.shardId, version);
        return { kind: 'written', progress: { ...next, version: version + 1 } };
      }
      behind.delete(lane.shardId);
      const write = await state.writeProgress(lane, next, version);
      if (write.kind === 'written') return write;
      const decidedThrough =
        next.decidedThrough > write.stored.decidedThrough ? next.decidedThrough : write.stored.decidedThrough;
      return { kind: 'conflict', stored: { ...write.stored, decidedThrough } };
    },
  };
}
