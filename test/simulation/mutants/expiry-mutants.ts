import type { Control } from '../../../src/ports/control-store.ts';
import type { MutatedInstance, Mutation } from '../mutation.ts';
import { instanceMutant, type Mutant, stateMutant } from './mutant.ts';
import { EXPIRING, LEFT_UNDONE } from './profiles.ts';

const HOUR_MS = 3_600_000;

/** How state is given up, each rule broken once. */
export const EXPIRY_MUTANTS: readonly Mutant[] = [
  {
    ...{
      name: 'expiry by TTL alone',
      rule: 'Expiry is announced before anything goes: the table decides no number by dropping items.',
      profile: EXPIRING,
    },
    mutation: expireUnannounced,
  },
  stateMutant(
    {
      name: 'state collected at once',
      rule: 'State is collected when everybody must have seen the announcement.',
      profile: LEFT_UNDONE,
    },
    'watermark-keeper',
    (state) => ({
      readExpiryMemory: async (aggregation, generation) => {
        const { samples, announced } = await state.readExpiryMemory(aggregation, generation);
        return { samples, announced: announced && { ...announced, atMs: announced.atMs - HOUR_MS } };
      },
    }),
  ),
  stateMutant(
    {
      name: 'state collected while decisions are not done',
      rule: 'State is collected when what was decided before is done.',
      profile: LEFT_UNDONE,
    },
    'watermark-keeper',
    (state) => ({
      listProgress: async (stream) =>
        (await state.listProgress(stream)).map(({ lane, progress }) => ({
          lane,
          progress: { ...progress, decidedThrough: progress.lastPosition },
        })),
    }),
  ),
  stateMutant(
    {
      name: 'state collected while marks wait',
      rule: 'State is collected when its windows have been materialized.',
      profile: { bias: { isExpiring: true }, rates: { 'results refused for hours': 0.03 } },
    },
    'watermark-keeper',
    (state) => ({
      async *marksThrough(aggregation, generation, throughMs) {
        const controls = await state.readControls();
        const isForCollection = controls.some(
          (control) => control.aggregation === aggregation && control.expiredThroughMs === throughMs,
        );
        if (!isForCollection) yield* state.marksThrough(aggregation, generation, throughMs);
      },
    }),
  ),
  stateMutant(
    {
      name: 'state of windows stamped that have not expired',
      rule: 'Only windows that were announced are stamped.',
      profile: EXPIRING,
    },
    'watermark-keeper',
    (state) => ({
      windowsThrough: (aggregation, generation) =>
        state.windowsThrough(aggregation, generation, Number.MAX_SAFE_INTEGER),
    }),
  ),
  instanceMutant(
    {
      name: 'what has expired read once',
      rule: 'What has expired is read again every five minutes.',
      profile: EXPIRING,
    },
    readOnce,
  ),
  stateMutant(
    {
      name: 'redriver does not know what has expired',
      rule: 'A redriven event is not counted in a window that has expired.',
      profile: EXPIRING,
    },
    'redriver',
    (state) => ({
      readControls: async () => (await state.readControls()).map(withoutExpiry),
    }),
  ),
];

/** The keeper acts as if it had announced, and tells nobody. */
function expireUnannounced(): Mutation {
  const bounds = new Map<string, Pick<Control, 'expiredThroughMs' | 'collectedThroughMs'>>();
  const boundsOf = (aggregation: string) =>
    bounds.get(aggregation) ?? { expiredThroughMs: null, collectedThroughMs: null };
  return {
    instance: (kind, { state }): MutatedInstance => {
      if (kind !== 'watermark-keeper') return {};
      return {
        ports: {
          state: {
            ...state,
            readControls: async () =>
              (await state.readControls()).map((control) => ({ ...control, ...boundsOf(control.aggregation) })),
            raiseExpiredThrough: async (aggregation, _generation, expiredThroughMs) => {
              bounds.set(aggregation, { ...boundsOf(aggregation), expiredThroughMs });
            },
            raiseCollectedThrough: async (aggregation, _generation, collectedThroughMs) => {
              bounds.set(aggregation, { ...boundsOf(aggregation), collectedThroughMs });
            },
          },
        },
      };
    },
  };
}

/** A warm instance of the processor never asks again. */
function readOnce(): MutatedInstance {
  return {
    processorDeps: (deps) => {
      let known: ReturnType<typeof deps.expiredThrough> | undefined;
      return {
        ...deps,
        expiredThrough: () => {
          known ??= deps.expiredThrough();
          return known;
        },
      };
    },
  };
}

function withoutExpiry(control: Control): Control {
  return { ...control, expiredThroughMs: null, collectedThroughMs: null };
}
