import { ANSWER_MUTANTS } from './answer-mutants.ts';
import { DECISION_MUTANTS } from './decision-mutants.ts';
import { DEFINITION_MUTANTS } from './definition-mutants.ts';
import { DUPLICATE_MUTANTS } from './duplicate-mutants.ts';
import { EXPIRY_MUTANTS } from './expiry-mutants.ts';
import { FIRING_MUTANTS } from './firing-mutants.ts';
import { GIVEN_UP_MUTANTS } from './given-up-mutants.ts';
import type { Mutant } from './mutant.ts';
import { POSITION_MUTANTS } from './position-mutants.ts';
import { PUBLISHING_MUTANTS } from './publishing-mutants.ts';
import { REDRIVE_MUTANTS } from './redrive-mutants.ts';
import { REDRIVEN_ID_MUTANTS } from './redriven-id-mutants.ts';
import { WRITE_MUTANTS } from './write-mutants.ts';

/** Every rule of the protocol that is broken from outside, to see that the simulation notices. */
export const MUTANTS: readonly Mutant[] = [
  ...DECISION_MUTANTS,
  ...WRITE_MUTANTS,
  ...ANSWER_MUTANTS,
  ...POSITION_MUTANTS,
  ...DEFINITION_MUTANTS,
  ...FIRING_MUTANTS,
  ...PUBLISHING_MUTANTS,
  ...REDRIVE_MUTANTS,
  ...GIVEN_UP_MUTANTS,
  ...DUPLICATE_MUTANTS,
  ...REDRIVEN_ID_MUTANTS,
  ...EXPIRY_MUTANTS,
];
