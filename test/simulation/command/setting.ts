import { MUTANTS } from '../mutants/mutants.ts';
import type { RunOptions } from '../run.ts';
import type { Keep } from '../shrink/keep.ts';

/** Whatever makes a run but its seed, in words that go to a worker. */
export interface Setting {
  readonly mutantName?: string;
  readonly keep?: Keep;
  readonly salt?: number;
}

/** Made anew for each run: a mutation may remember what it has done. @throws RangeError for an unknown mutant */
export function optionsOf({ mutantName, ...rest }: Setting): RunOptions {
  if (mutantName === undefined) return rest;
  const { mutation, profile = {} } = findMutant(mutantName);
  return { ...rest, profile, mutation: mutation() };
}

/** @throws RangeError where there is none of that name */
export function findMutant(name: string): (typeof MUTANTS)[number] {
  const mutant = MUTANTS.find((other) => other.name === name);
  if (!mutant) throw new RangeError(`no mutant is called "${name}": npm run sim -- --help lists them all`);
  return mutant;
}
