import { makeRandom } from '../random.ts';
import { type RunReport, run } from '../run.ts';
import { makeScenario } from '../scenario.ts';
import { type Shrunk, shrink } from '../shrink/shrink.ts';
import { type Hunt, type HuntJob, hunt } from './hunt.ts';
import { optionsOf, type Setting } from './setting.ts';

/** What a run has come to; its trace only where somebody wants to read it, since it is long. */
export type SeedResult = Omit<RunReport, 'trace'> & { readonly trace: readonly string[] | null };

export interface RunJob {
  readonly seeds: readonly number[];
  readonly setting: Setting;
  /** `all`: every run hands over its trace; `hash`: what it comes to; `failed`: the trace of those that fail, and no hash, which is faster. */
  readonly traces: 'all' | 'hash' | 'failed';
}

export interface ShrinkJob {
  readonly seed: number;
  readonly setting: Setting;
}

/** What workers can be asked for. */
export interface Jobs {
  readonly run: { readonly job: RunJob; readonly answer: readonly SeedResult[] };
  readonly hunt: { readonly job: HuntJob; readonly answer: Hunt };
  readonly shrink: { readonly job: ShrinkJob; readonly answer: Shrunk };
}

export type JobKind = keyof Jobs;

type Doers = { readonly [K in JobKind]: (job: Jobs[K]['job']) => Promise<Jobs[K]['answer']> };

const nowMs = () => performance.now();

const DOERS: Doers = {
  run: async ({ seeds, setting, traces }) => {
    const results: SeedResult[] = [];
    for (const seed of seeds) {
      const isTraced = traces !== 'failed';
      const report = await run(seed, { ...optionsOf(setting), isTraced });
      const isTold = report.violation !== null || traces === 'all';
      if (!isTold) results.push({ ...report, trace: null });
      else results.push(isTraced ? report : await run(seed, optionsOf(setting)));
    }
    return results;
  },
  hunt: (job) => hunt(job, nowMs),
  shrink: ({ seed, setting }) => {
    const { bias } = optionsOf(setting).profile ?? {};
    return shrink(
      makeScenario(makeRandom(seed).fork(), bias),
      (less) => run(seed, { ...optionsOf(setting), ...less }),
      { nowMs },
    );
  },
};

/** Does it here. */
export function perform<K extends JobKind>(kind: K, job: Jobs[K]['job']): Promise<Jobs[K]['answer']> {
  return DOERS[kind](job);
}
