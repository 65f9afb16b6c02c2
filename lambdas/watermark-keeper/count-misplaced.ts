import type { ObservedLane } from './observe-lanes.ts';

/** What an aggregation has not seen of a lane when this instance looked first. */
interface Baseline {
  readonly missing: number;
  readonly accepted: number;
}

/**
 * Makes what counts events accepted that are none of an aggregation's outcomes, or more than one: 0 when all is well, undefined where no lane
 * has brought it anything.
 *
 * An aggregation that was added to a running pipeline has not seen what was accepted before it. That number stays, and nothing stored tells it
 * from a loss; so what is missing when this instance first finds an aggregation in a lane is taken for that, and told is what comes on top.
 */
export function makeCountMisplaced() {
  const baselines = new Map<string, Baseline>();

  const misplacedIn = ({ shardId, progress }: ObservedLane, aggregation: string): number | undefined => {
    const { accepted, aggregations } = progress.counts;
    // Own entries only: an aggregation may be called "constructor".
    const counts = Object.hasOwn(aggregations, aggregation) ? aggregations[aggregation] : undefined;
    if (!counts) return undefined;
    const missing = accepted - counts.counted - counts.filtered - counts.tooLate;
    const id = `${aggregation}|${shardId}`;
    const held = baselines.get(id);
    // Fewer than before: another stream of the same name.
    const isKnown = held !== undefined && held.accepted <= accepted;
    const baseline = { missing: isKnown ? held.missing : Math.max(0, missing), accepted };
    baselines.set(id, baseline);
    return Math.abs(missing - baseline.missing);
  };

  return (lanes: readonly ObservedLane[], aggregation: string): number | undefined =>
    lanes.reduce<number | undefined>((sum, lane) => {
      const misplaced = misplacedIn(lane, aggregation);
      return misplaced === undefined ? sum : (sum ?? 0) + misplaced;
    }, undefined);
}
