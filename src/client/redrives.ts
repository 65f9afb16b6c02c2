import type { Plan } from '../engine/plan.ts';
import type { RedriveDecision, RedriveTarget } from '../engine/redrive.ts';
import type { RedriveStore } from '../ports/redrive-store.ts';
import { type LaneDeps, readLanes } from './lanes.ts';

/** How the events came out that queues brought back; the lanes' own counts do not change by it. */
export interface Redrives {
  /** Events that had been rejected: their first outcome. */
  readonly rejected: { readonly accepted: number; readonly duplicate: number; readonly ignored: number };
  /** Events that had been accepted and came too late for some aggregations. */
  readonly late: number;
  readonly byAggregation: Readonly<Record<string, AggregationRedrives>>;
}

/** rejected.accepted = (counted − late.counted) + (expired − late.expired) + filtered. */
export interface AggregationRedrives {
  /** Events in its results that would not be there without a redrive. */
  readonly counted: number;
  /** Events whose window had expired; they went to the late queue. */
  readonly expired: number;
  /** Accepted events, rejected before, that it does not want. */
  readonly filtered: number;
  /** Those among `counted` and `expired` that had been too late, and so are in the lanes' `tooLate` as well. */
  readonly late: { readonly counted: number; readonly expired: number };
}

export interface RedriveDeps extends LaneDeps {
  readonly plan: Plan;
  readonly store: LaneDeps['store'] & Pick<RedriveStore, 'redrivesOf'>;
}

interface Tally {
  counted: number;
  expired: number;
  lateCounted: number;
  lateExpired: number;
}

/** Sums the stored decisions: a query for each lane, and a read for each decision. */
export async function readRedrives(deps: RedriveDeps): Promise<Redrives> {
  const { plan, store, stream } = deps;
  const [identity, lanes] = await Promise.all([stream.identify(), readLanes(deps)]);
  const rejected = { accepted: 0, duplicate: 0, ignored: 0 };
  let late = 0;
  const tallies = new Map<string, Tally>();
  const tallyOf = (aggregation: string): Tally => {
    const tally = tallies.get(aggregation) ?? { counted: 0, expired: 0, lateCounted: 0, lateExpired: 0 };
    tallies.set(aggregation, tally);
    return tally;
  };
  const add = (targets: readonly RedriveTarget[], to: keyof Tally): void => {
    for (const { aggregation } of targets) tallyOf(aggregation)[to] += 1;
  };
  const addDecision = ({ origin, outcome, counted, expired }: RedriveDecision): void => {
    add(counted, 'counted');
    add(expired, 'expired');
    if (origin === 'rejected') {
      rejected[outcome] += 1;
      return;
    }
    late += 1;
    add(counted, 'lateCounted');
    add(expired, 'lateExpired');
  };

  for (const { aggregation } of plan.aggregations) tallyOf(aggregation.name);
  const sums = lanes.map(async ({ shardId }) => {
    for await (const { decision } of store.redrivesOf({ ...identity, shardId })) addDecision(decision);
  });
  await Promise.all(sums);
  const byAggregation = [...tallies].map(([name, tally]) => [name, sumOf(tally, rejected.accepted)] as const);
  return { rejected, late, byAggregation: Object.fromEntries(byAggregation) };
}

/** An event has one window of an aggregation, so what is neither counted nor expired was not wanted. */
function sumOf({ counted, expired, lateCounted, lateExpired }: Tally, accepted: number): AggregationRedrives {
  const filtered = accepted - (counted - lateCounted) - (expired - lateExpired);
  return { counted, expired, filtered, late: { counted: lateCounted, expired: lateExpired } };
}
