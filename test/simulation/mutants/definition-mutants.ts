import type { Slot } from '../../../src/engine/accumulators/accumulator.ts';
import type { Aggregation } from '../../../src/engine/aggregation.ts';
import type { Part } from '../../../src/engine/evaluate.ts';
import type { Measure } from '../../../src/engine/measures.ts';
import type { Pipeline } from '../../../src/engine/pipeline.ts';
import { aggregationNamed, planOf } from '../../../src/engine/plan.ts';
import type { Control } from '../../../src/ports/control-store.ts';
import { pipelineOf } from '../definition.ts';
import type { Mutation } from '../mutation.ts';
import { type Broken, type Mutant, processorMutant } from './mutant.ts';

/** What a definition means, each rule broken once. */
export const DEFINITION_MUTANTS: readonly Mutant[] = [
  meaning(
    {
      name: 'no future bound',
      rule: 'An event time far ahead of its arrival is rejected, or it makes all others late.',
    },
    (pipeline) => ({ ...pipeline, watermark: { ...pipeline.watermark, futureBoundMs: Number.POSITIVE_INFINITY } }),
  ),
  processorMutant(
    { name: '`<=` at the window end', rule: 'Windows are half-open: an event at the end of one belongs to the next.' },
    (deps) => ({
      evaluateBatch: async (...given) => {
        const batch = await deps.evaluateBatch(...given);
        const evaluated = batch.evaluated.evaluated.map((event) =>
          event.kind === 'event'
            ? { ...event, parts: event.parts.map((part) => closed(part, event.eventTimeMs)) }
            : event,
        );
        return { ...batch, evaluated: { ...batch.evaluated, evaluated } };
      },
    }),
  ),
  meaning(
    { name: 'local-time windows', rule: 'Windows are cut in UTC, wherever the code runs.' },
    eachAggregation(({ window, ...of }) => {
      const offsetMs = (window.offsetMs + window.sizeMs - (AMSTERDAM_MS % window.sizeMs)) % window.sizeMs;
      return { ...of, window: { ...window, offsetMs } };
    }),
  ),
  meaning(
    { name: 'float sums where decimals were asked', rule: 'Declared decimals are summed exactly.' },
    eachAggregation(({ measures, ...of }) => ({
      ...of,
      measures: Object.fromEntries(
        Object.entries(measures).map(([name, measure]) => [name, measure.kind === 'sum' ? asFloats(measure) : measure]),
      ),
    })),
  ),
  {
    name: 'layout changed within a generation',
    rule: 'Code with another layout than its generation has does not run.',
    profile: { bias: { isDeployed: true } },
    mutation: () => ({
      pipeline: withMoreBuckets,
      instance: (_kind, { state }, { version }, { scenario }) => {
        const plan = planOf(withMoreBuckets(pipelineOf(scenario, version), version, scenario));
        const asOwn = (control: Control): Control => {
          const layout = aggregationNamed(plan, control.aggregation)?.layout ?? control.layout;
          return { ...control, layout };
        };
        return {
          ports: {
            state: {
              ...state,
              readControls: async () => (await state.readControls()).map(asOwn),
              ensureControl: async (control) => asOwn(await state.ensureControl(control)),
            },
          },
        };
      },
    }),
  },
];

/** East of Greenwich by 19 minutes and 32 seconds, until 1937: no whole number of any window. */
const AMSTERDAM_MS = 1_172_000;
const MANY_KEYS = 1_000;

function meaning(broken: Broken, pipeline: NonNullable<Mutation['pipeline']>): Mutant {
  return { ...broken, mutation: () => ({ pipeline }) };
}

function eachAggregation(change: (aggregation: Aggregation) => Aggregation) {
  return (pipeline: Pipeline): Pipeline => ({ ...pipeline, aggregations: pipeline.aggregations.map(change) });
}

function closed(part: Part, eventTimeMs: number): Part {
  const { sizeMs } = part.plan.aggregation.window;
  return eventTimeMs === part.windowStartMs ? { ...part, windowStartMs: part.windowStartMs - sizeMs } : part;
}

/** Of whole numbers and of decimals, which it shows with two digits at least. */
function asFloats({ accumulator, ...measure }: Measure): Measure {
  return {
    ...measure,
    accumulator: (name) => {
      const exact = accumulator(name);
      const scale = 10 ** (measure.scale ?? 0);
      return {
        ...exact,
        read: (event, eventTimeMs, values, at) => {
          exact.read(event, eventTimeMs, values, at);
          values[at] = Number(values[at]) / scale;
        },
        add: addFloats,
        merge: addFloats,
        result: (state, at) => {
          const sum = Number(state[at]);
          return measure.scale === undefined ? sum : floatText(sum, measure.scale);
        },
      };
    },
  };
}

function addFloats(state: Slot[], at: number, other: readonly Slot[], from: number): void {
  state[at] = Number(state[at]) + Number(other[from]);
}

function floatText(sum: number, scale: number): string {
  const text = sum.toFixed(scale);
  return Number(text) === sum ? text : String(sum);
}

/** All versions but the first. */
const withMoreBuckets: NonNullable<Mutation['pipeline']> = (pipeline, version, { versions }) =>
  version === versions[0] ? pipeline : eachAggregation((of) => ({ ...of, keysPerLane: MANY_KEYS }))(pipeline);
