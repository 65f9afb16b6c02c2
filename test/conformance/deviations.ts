import type { StandInName } from './found.ts';

/** Where a stand-in is known not to do as AWS does: expected to fail, in this way, until it does. */
export interface Deviation {
  /** As the contract is named. */
  readonly port: string;
  readonly check: string;
  /** What the failure says. */
  readonly shows: RegExp;
  /** What the stand-in does, and what AWS does. */
  readonly reason: string;
}

const DEVIATIONS: Readonly<Record<StandInName, readonly Deviation[]>> = {
  'DynamoDB Local': [],
  moto: [],
};

export function deviationsOf(name: StandInName): readonly Deviation[] {
  return DEVIATIONS[name];
}
