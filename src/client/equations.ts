import type { AggregationCounts, Counts } from '../engine/progress.ts';

/** One side of an accounting equation and the terms of the other. */
export interface Equation {
  /** The aggregation that it is about; undefined: the pipeline. */
  readonly aggregation: string | undefined;
  readonly total: number;
  readonly terms: Readonly<Record<string, number>>;
  /** `total` less all terms. */
  readonly difference: number;
  /**
   * False where it is broken. An aggregation that was added to a running pipeline has not seen what was accepted before it: there the
   * terms are fewer, by a number that stays, and nothing tells that from a loss.
   */
  readonly holds: boolean;
}

/** Both equations as stored progress has them: read = accepted + …, and for each aggregation named accepted = counted + …. */
export function equationsOf(counts: Counts, aggregations: readonly string[]): readonly Equation[] {
  const { read, accepted, duplicate, rejected, ignored } = counts;
  const ofPipeline = equation(undefined, read, { accepted, duplicate, rejected, ignored });
  const ofAggregations = aggregations.map((name) => {
    const { counted, filtered, tooLate } = countsOf(counts, name);
    return equation(name, accepted, { counted, filtered, tooLate });
  });
  return [ofPipeline, ...ofAggregations];
}

/** How events came out for one aggregation; zeros for one that has seen none. */
export function countsOf({ aggregations }: Counts, name: string): AggregationCounts {
  // Own entries only: an aggregation may be called "constructor".
  const held = Object.hasOwn(aggregations, name) ? aggregations[name] : undefined;
  return held ?? { counted: 0, filtered: 0, tooLate: 0 };
}

function equation(aggregation: string | undefined, total: number, terms: Record<string, number>): Equation {
  const difference = total - Object.values(terms).reduce((sum, term) => sum + term, 0);
  const holds = aggregation === undefined ? difference === 0 : difference >= 0;
  return { aggregation, total, terms, difference, holds };
}
