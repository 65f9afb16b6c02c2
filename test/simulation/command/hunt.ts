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
  /** What went wrong with the simulation itself: that shows nothing, and ends the hunt. */
  readonly problem: string | null;
  readonly ms: number;
}

/** Runs that must be enough to notice a mutant that does not say how many it needs. */
const MOST_SEEDS = 200;

/** Runs a mutant seed by seed until one shows it. */
export async function hunt({ mutantName, firstSeed, mostSeeds }: HuntJob, nowMs: () => number): Promise<Hunt> {
  const startedMs = nowMs();
  const { budget = MOST_SEEDS } = findMutant(mutantName);
  const most = mostSeeds ?? budget;
  let found: string | null = null;
  let seeds = 0;
  while (seeds < most && found === null) {
    found = (await run(firstSeed + seeds, { ...optionsOf({ mutantName }), isTraced: false })).violation;
    seeds += 1;
  }
  const problem = found === null ? null : await problemOf(found, firstSeed + seeds - 1, mutantName);
  return { mutantName, seeds, violation: problem === null ? found : null, problem, ms: nowMs() - startedMs };
}

/** What shows nothing about the mutant: a simulation that threw, or a run that is wrong without it, too. */
async function problemOf(found: string, seed: number, mutantName: string): Promise<string | null> {
  if (found.startsWith(THREW)) return found;
  const { mutation: _left, ...control } = optionsOf({ mutantName });
  const { violation } = await run(seed, { ...control, isTraced: false });
  return violation === null ? null : `seed ${seed} is wrong without the mutation, too: ${violation}`;
}
