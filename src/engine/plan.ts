import type { Accumulator, Slot } from './accumulators/accumulator.ts';
import type { Aggregation } from './aggregation.ts';
import type { AnyEventType } from './event-type.ts';
import { type Layout, layoutOf } from './layout.ts';
import type { Pipeline } from './pipeline.ts';

/** An aggregation made ready to run: its measures laid out in slots. */
export interface AggregationPlan {
  readonly aggregation: Aggregation;
  /** Its place among the pipeline's aggregations. */
  readonly index: number;
  readonly layout: Layout;
  readonly measureNames: readonly string[];
  readonly accumulators: readonly Accumulator[];
  /** First slot of each accumulator in a key's state. */
  readonly slotOffsets: readonly number[];
  /** First field of each accumulator in a contribution's values. */
  readonly valueOffsets: readonly number[];
  /** Fields of a contribution's values. */
  readonly reads: number;
  /** State of a key without contributions. */
  readonly fresh: readonly Slot[];
}

/** A pipeline made ready to run. Built once per process. */
export interface Plan {
  readonly pipeline: Pipeline;
  readonly aggregations: readonly AggregationPlan[];
  /** Per event type's name: the type and the aggregations that want it. */
  readonly routes: ReadonlyMap<string, Route>;
}

export interface Route {
  readonly type: AnyEventType;
  readonly aggregations: readonly AggregationPlan[];
}

/** Lays a definition out for `evaluate`, `contribute`, `apply` and `merge`. */
export function planOf(pipeline: Pipeline): Plan {
  const aggregations = pipeline.aggregations.map(planAggregation);
  const routes = pipeline.events.map((type): [string, Route] => [
    type.name,
    { type, aggregations: aggregations.filter((plan) => plan.aggregation.from.includes(type)) },
  ]);
  return { pipeline, aggregations, routes: new Map(routes) };
}

/** The plan of the aggregation called `name`, or undefined. */
export function aggregationNamed(plan: Plan, name: string): AggregationPlan | undefined {
  return plan.aggregations.find((candidate) => candidate.aggregation.name === name);
}

export function planAggregation(aggregation: Aggregation, index: number): AggregationPlan {
  const fresh: Slot[] = [0];
  const slotOffsets: number[] = [];
  const valueOffsets: number[] = [];
  let reads = 0;
  const measureNames = Object.keys(aggregation.measures);
  const accumulators = Object.entries(aggregation.measures).map(([name, measure]) => measure.accumulator(name));
  for (const accumulator of accumulators) {
    slotOffsets.push(fresh.length);
    valueOffsets.push(reads);
    accumulator.init(fresh);
    reads += accumulator.reads;
  }
  return {
    aggregation,
    index,
    layout: layoutOf(aggregation),
    measureNames,
    accumulators,
    slotOffsets,
    valueOffsets,
    reads,
    fresh,
  };
}
