import { type Clock, equationsOf, type PipelineClient, type Pulse, ratesBetween } from '../../../src/client/index.ts';
import type { FlowView } from '../../api/views.ts';
import type { Part } from '../part.ts';

/** Batches are stored when they are done, so over a short time rates are uneven. */
const OVER_MS = 5_000;
const EVERY_MS = 1_000;
/** A busy machine may take long between two looks; over more than this nobody has looked. */
const MOST_OVER_MS = 60_000;

export type FlowDeps = Pick<PipelineClient, 'pulse' | 'aggregations'> & { readonly clock: Clock };

/** Rates over the last few seconds, and sums since the beginning. */
export function flowPart({ pulse, aggregations, clock }: FlowDeps): Part<'flow'> {
  const pulses: Pulse[] = [];
  return {
    everyMs: EVERY_MS,
    async read() {
      const now = await pulse();
      // Nothing was measured while nobody looked: a rate over that time would be of the past.
      if (clock.nowMs() - (pulses.at(-1)?.atMs ?? 0) > MOST_OVER_MS) pulses.length = 0;
      pulses.push(now);
      while ((pulses[1]?.atMs ?? now.atMs) <= now.atMs - OVER_MS) pulses.shift();
      return flowBetween(pulses[0] ?? now, now, aggregations);
    },
  };
}

function flowBetween(before: Pulse, now: Pulse, names: readonly string[]): FlowView {
  const { atMs, overMs, perSecond, watermarkMs, watermarkSpeed, aggregations } = ratesBetween(before, now);
  const { aggregations: counts, ...totals } = now.progress.counts;
  const broken = equationsOf(now.progress.counts, names).filter(({ holds }) => !holds);
  return {
    atMs,
    overMs,
    perSecond,
    totals,
    watermarkMs,
    watermarkSpeed,
    aggregations: aggregations.map(({ aggregation: name, perSecond: rates, open, waiting, firedThroughMs }) => {
      const sums = Object.hasOwn(counts, name) ? counts[name] : undefined;
      const { counted, filtered, tooLate } = sums ?? { counted: 0, filtered: 0, tooLate: 0 };
      return { name, counted, filtered, tooLate, countedPerSecond: rates.counted, open, waiting, firedThroughMs };
    }),
    broken: broken.map(({ aggregation = 'records', difference }) => `${aggregation}: ${difference} unaccounted for`),
  };
}
