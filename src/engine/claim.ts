import type { Fingerprint } from './hash.ts';
import type { EpochMs } from './time.ts';

/** An accepted event's hold on its id: later records with the same one are duplicates. */
export interface Claim extends Fingerprint {
  /** When the record reached the stream. */
  readonly arrivalMs: EpochMs;
}

/** Ids that are taken. */
export interface TakenIds {
  /** For how long after an event's arrival its id is taken. */
  readonly horizonMs: number;
  /** True where an event with this id was accepted no longer before `claim.arrivalMs` than the horizon. */
  has(claim: Claim): boolean;
}

/** For a pipeline whose events have no ids. */
export const NO_IDS_TAKEN: TakenIds = { horizonMs: 0, has: () => false };
