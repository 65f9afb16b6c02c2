import { type Counts, countsOf } from '../engine/progress.ts';

/** One side of an accounting equation and the terms of the other. */
export interface Equation {
  /** The aggregation that it is about; undefined: the pipeline. */
  readonly aggregation: string | undefined;
  readonly total: number;
  readonly terms: Readonly<Record<string, number>>;
  /** `total` less all terms. */
  readonly difference: number;
  /** False where it is broken: events were lost, or counted more than once. */
  readonly holds: boolean;
}

/**
 * Both equations as stored progress has them: read = accepted + …, and for each aggregation named accepted = counted + …, with a term for
 * what was accepted while the pipeline did not have the aggregation, if anything was.
 */
export function equationsOf(counts: Counts, aggregations: readonly string[]): readonly Equation[] {
  const { read, accepted, duplicate, rejected, ignored } = counts;
  const ofPipeline = equation(undefined, read, { accepted, duplicate, rejected, ignored });
  const ofAggregations = aggregations.map((name) => {
    return equation(name, accepted, { ...countsOf(counts, name) });
  });
  return [ofPipeline, ...ofAggregations];
}

function equation(aggregation: string | undefined, total: number, terms: Record<string, number>): Equation {
  const difference = total - Object.values(terms).reduce((sum, term) => sum + term, 0);
  return { aggregation, total, terms, difference, holds: difference === 0 };
}
