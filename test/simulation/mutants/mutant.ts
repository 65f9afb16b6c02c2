import type { StateStore } from '../../../src/ports/state-store.ts';
import type { FunctionKind } from '../fleet.ts';
import type { MutatedInstance, Mutation } from '../mutation.ts';
import type { Profile } from '../profile.ts';

/** A way to get the protocol wrong that the simulation must notice. */
export interface Mutant {
  readonly name: string;
  /** Made anew for each run, so that nothing is carried over. */
  readonly mutation: () => Mutation;
  /** What brings about what its rule is there for; left out: as seeds draw it. */
  readonly profile?: Profile;
}

/** Wrong operations on the state table, in the instances of one function. */
export function stateMutant(
  name: string,
  kind: FunctionKind,
  wrong: (state: StateStore) => Partial<StateStore>,
  profile: Profile = {},
): Mutant {
  return {
    name,
    profile,
    mutation: () => ({
      instance: (of, { state }): MutatedInstance =>
        of === kind ? { ports: { state: { ...state, ...wrong(state) } } } : {},
    }),
  };
}

/** Lets something go on that nobody waits for. */
export function unheard(work: Promise<unknown>): void {
  work.catch(() => {});
}
