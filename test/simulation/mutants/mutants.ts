import { DUPLICATE_MUTANTS } from './duplicate-mutants.ts';
import { EXPIRY_MUTANTS } from './expiry-mutants.ts';
import { FIRING_MUTANTS } from './firing-mutants.ts';
import { GIVEN_UP_MUTANTS } from './given-up-mutants.ts';
import type { Mutant } from './mutant.ts';
import { PROCESSOR_MUTANTS } from './processor-mutants.ts';
import { REDRIVE_MUTANTS } from './redrive-mutants.ts';
import { REDRIVEN_ID_MUTANTS } from './redriven-id-mutants.ts';

/** Every rule of the protocol that is broken from outside, to see that the simulation notices. */
export const MUTANTS: readonly Mutant[] = [
  ...PROCESSOR_MUTANTS,
  ...DUPLICATE_MUTANTS,
  ...FIRING_MUTANTS,
  ...REDRIVE_MUTANTS,
  ...GIVEN_UP_MUTANTS,
  ...REDRIVEN_ID_MUTANTS,
  ...EXPIRY_MUTANTS,
];
