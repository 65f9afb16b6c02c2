import type { Scenario } from '../scenario.ts';
import type { Arrival } from '../workload.ts';
import { type Keep, PARTS, WITHOUT } from './keep.ts';

/** A scenario with nothing but what is kept; what is left happens when it did before. */
export function cutScenario(scenario: Scenario, keep: Keep): Scenario {
  const { records, parts, versions, aggregations, measures } = keep;
  let cut: Scenario = {
    ...scenario,
    episodes: records ? keptEpisodes(scenario.episodes, new Set(records)) : scenario.episodes,
    versions: keptOf(scenario.versions, versions),
    aggregations: keptOf(scenario.aggregations, aggregations).map((spec) =>
      measures
        ? { ...spec, measures: spec.measures.filter((name) => name === 'count' || measures.includes(name)) }
        : spec,
    ),
  };
  for (const part of PARTS) {
    if (parts && !parts.includes(part)) cut = { ...cut, ...WITHOUT[part](cut) };
  }
  return cut;
}

/** @throws RangeError where nothing would be left: a scenario needs one of each */
function keptOf<T>(all: readonly T[], kept: readonly number[] | undefined): readonly T[] {
  const left = kept ? all.filter((_, index) => kept.includes(index)) : all;
  if (left.length === 0) throw new RangeError('at least one version and one aggregation must be kept');
  return left;
}

/** The time to an arrival that is left out is waited for before the next. An episode without arrivals is none, unless it is the last. */
function keptEpisodes(episodes: Scenario['episodes'], kept: ReadonlySet<number>): Scenario['episodes'] {
  let index = 0;
  let waitedMs = 0;
  const left = episodes.map((arrivals) =>
    arrivals.flatMap((arrival): readonly Arrival[] => {
      const afterMs = waitedMs + arrival.afterMs;
      const isKept = kept.has(index);
      index += 1;
      waitedMs = isKept ? 0 : afterMs;
      return isKept ? [{ ...arrival, afterMs }] : [];
    }),
  );
  const filled = left.filter((arrivals) => arrivals.length > 0);
  return filled.length > 0 ? filled : [[]];
}
