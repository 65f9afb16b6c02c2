import type { Mutant } from '../mutants/mutant.ts';
import { run, THREW } from '../run.ts';
import { findMutant, optionsOf } from './setting.ts';

export interface HuntJob {
  readonly mutantName: string;
  readonly firstSeed: number;
  /** Instead of the mutant's own, if given. */
  readonly mostSeeds?: number;
}

/** How a mutant was noticed. */
export interface Hunt {
  readonly mutantName: string;
  /** Runs that it took, or that were not enough. */
  readonly seeds: number;
  /** Null where it has survived. */
  readonly violation: string | null;
  readonly ms: number;
}

/** Runs that must be enough to notice a mutant that does not say how many it needs. */
const MOST_SEEDS = 200;

/**
 * Runs a mutant seed by seed until one shows it.
 *
 * @throws Error where the simulation itself broke: that shows nothing
 */
export async function hunt({ mutantName, firstSeed, mostSeeds }: HuntJob, nowMs: () => number): Promise<Hunt> {
  const startedMs = nowMs();
  const mutant: Mutant & { readonly budget?: number } = findMutant(mutantName);
  const most = mostSeeds ?? mutant.budget ?? MOST_SEEDS;
  let violation: string | null = null;
  let seeds = 0;
  while (seeds < most && violation === null) {
    violation = (await run(firstSeed + seeds, { ...optionsOf({ mutantName }), isTraced: false })).violation;
    if (violation?.startsWith(THREW)) throw new Error(`"${mutantName}", seed ${firstSeed + seeds}: ${violation}`);
    seeds += 1;
  }
  return { mutantName, seeds, violation, ms: nowMs() - startedMs };
}
