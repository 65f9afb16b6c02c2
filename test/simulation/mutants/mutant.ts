import type { StreamProcessorDeps } from '../../../lambdas/stream-processor/stream-processor.ts';
import type { StateStore } from '../../../src/ports/state-store.ts';
import type { FunctionKind } from '../fleet.ts';
import type { MutatedInstance, Mutation } from '../mutation.ts';
import type { Profile } from '../profile.ts';

/** What a mutant is called, and why what it lacks is there. */
export interface Broken {
  /** As the protocol's list of mutants has it, where it does. */
  readonly name: string;
  /** The rule that is broken, in one sentence. */
  readonly rule: string;
  /** What brings about what its rule is there for; left out: as seeds draw it. */
  readonly profile?: Profile;
  /** Seeds within which it must be noticed; left out: 200. */
  readonly budget?: number;
}

/** A way to get the protocol wrong that the simulation must notice. */
export interface Mutant extends Broken {
  /** Made anew for each run, so that nothing is carried over. */
  readonly mutation: () => Mutation;
}

type MakeInstance = NonNullable<Mutation['instance']>;

/** What there is to make a wrong instance of. */
export type InstanceGiven = Parameters<MakeInstance>;

/** Wrong instances of any function. */
export function instanceMutant(broken: Broken, instance: MakeInstance): Mutant {
  return { ...broken, mutation: () => ({ instance }) };
}

/** Stream processors put together wrongly. */
export function processorMutant(
  broken: Broken,
  wrong: (deps: StreamProcessorDeps) => Partial<StreamProcessorDeps>,
): Mutant {
  return instanceMutant(broken, () => ({ processorDeps: (deps) => ({ ...deps, ...wrong(deps) }) }));
}

/** Wrong operations on the state table, in the instances of one function. */
export function stateMutant(
  broken: Broken,
  kind: FunctionKind,
  wrong: (state: StateStore) => Partial<StateStore>,
): Mutant {
  return instanceMutant(
    broken,
    (of, { state }): MutatedInstance => (of === kind ? { ports: { state: { ...state, ...wrong(state) } } } : {}),
  );
}

/** Lets something go on that nobody waits for. */
export function unheard(work: Promise<unknown>): void {
  work.catch(() => {});
}
