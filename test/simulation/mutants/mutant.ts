import type { StateStore } from '../../../src/ports/state-store.ts';
import type { FunctionKind } from '../fleet.ts';
import type { MutatedInstance, Mutation } from '../mutation.ts';

/** A way to get the protocol wrong that the simulation must notice. */
export interface Mutant {
  readonly name: string;
  /** Made anew for each run, so that nothing is carried over. */
  readonly mutation: () => Mutation;
}

/** For how long an inconsistent read may still see what was there before. */
export const STALE_MS = 20_000;

/** Wrong operations on the state table, in the instances of one function. */
export function stateMutant(
  name: string,
  kind: FunctionKind,
  wrong: (state: StateStore) => Partial<StateStore>,
): Mutant {
  return {
    name,
    mutation: () => ({
      instance: (of, { state }): MutatedInstance =>
        of === kind ? { ports: { state: { ...state, ...wrong(state) } } } : {},
    }),
  };
}
