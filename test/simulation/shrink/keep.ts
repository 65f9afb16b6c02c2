import type { FaultKind } from '../faults.ts';
import type { MeasureName, Scenario } from '../scenario.ts';

/** What is left of what a seed drew, for a run that is looked at closely. What is not named stays whole. */
export interface Keep {
  /** Arrivals, by their number over all episodes. */
  readonly records?: readonly number[];
  /** What may go wrong. */
  readonly faults?: readonly FaultKind[];
  /** Last turn in which anything may go wrong. */
  readonly untilTurn?: number;
  readonly parts?: readonly Part[];
  /** Deployments, by their number. */
  readonly versions?: readonly number[];
  /** By their number. */
  readonly aggregations?: readonly number[];
  /** `count` always stays. */
  readonly measures?: readonly MeasureName[];
}

/** What a scenario is simpler without. */
export type Part =
  | 'pauses'
  | 'shards'
  | 'reshards'
  | 'redrives'
  | 'late admissions'
  | 'expiry'
  | 'focus'
  | 'horizon'
  | 'registry'
  | 'results stream';

/** How each part is left out. */
export const WITHOUT: Readonly<Record<Part, (scenario: Scenario) => Partial<Scenario>>> = {
  // One episode: no calm, and no check, between.
  pauses: ({ episodes }) => ({ episodes: [episodes.flat()] }),
  shards: () => ({ shardCount: 1 }),
  reshards: () => ({ reshardsAfterMs: [] }),
  redrives: ({ expiry }) => ({ redrivesAfterMs: [], expiry: expiry && { ...expiry, redrivesAfterMs: [] } }),
  'late admissions': ({ expiry }) => ({
    lateAdmittedAfterMs: [],
    expiry: expiry && { ...expiry, lateAdmittedAfterMs: [] },
  }),
  expiry: () => ({ expiry: null }),
  focus: () => ({ focus: null }),
  horizon: () => ({ horizonMs: null }),
  registry: () => ({ isRegistered: false }),
  'results stream': () => ({ isPublishing: false }),
};

export const PARTS = Object.keys(WITHOUT) as readonly Part[];
