import { describe, expect, it } from 'vitest';
import { rowId } from './expected-results.ts';
import type { ExpirySpec } from './expiring.ts';
import { GivenUp } from './given-up.ts';
import { makeRandom } from './random.ts';
import { makeScenario, type Scenario, START_MS } from './scenario.ts';
import { SimStream } from './stream.ts';
import { Truth } from './truth.ts';

const HORIZON_MS = 1_000;
const drawn = makeScenario(makeRandom(1), { isExpiring: true, isDeployed: false, givesUp: false });
const [aggregation] = drawn.aggregations;
const { expiry } = drawn;
if (!aggregation || !expiry) throw new RangeError('the scenario has an aggregation, and windows expire');
const expires: ExpirySpec = expiry;
const spec = {
  ...aggregation,
  name: 'all',
  sources: ['a'],
  where: 'all',
  key: 'k',
  sizeMs: 10_000,
  offsetMs: 0,
} as const;

/** @returns how often at most each of these arrivals of one event can have been counted, each into a row of its own */
function mostCounted(arrivalsMs: readonly number[], isCheckedBetween: boolean): readonly number[] {
  const scenario: Scenario = {
    ...drawn,
    horizonMs: HORIZON_MS,
    aggregations: [{ ...spec, measures: ['count'] }],
    expiry: { ...expires, isCheckedBetween },
  };
  const stream = new SimStream(makeRandom(1), 1, START_MS);
  for (const [index, arrivalMs] of arrivalsMs.entries()) {
    const event = { id: 'e1', type: 'a', schema: 1, t: START_MS, k: `k${index}`, v: 2, d: '1.00', w: null, s: '' };
    const content = { ...event, boom: false, isFatal: false };
    stream.append({ partitionKey: 'p', packing: 'none' }, [content], START_MS + arrivalMs);
  }
  const truth = new Truth({ scenario, stream, givenUp: new GivenUp() });
  const last = stream.entries.at(-1);
  const windowStartMs = Math.floor(START_MS / 10_000) * 10_000;
  return arrivalsMs.map((_, index) =>
    truth.inRowThrough(last?.record.shardId ?? '', last?.position ?? '', rowId('all', windowStartMs, `k${index}`)),
  );
}

describe('the most that can have been counted of an event that is sent again', () => {
  it('is one within the horizon, and one more beyond it', () => {
    expect(mostCounted([0, 900, 5_000, 5_900], true)).toEqual([1, 0, 1, 0]);
  });

  it('may be the copy of one that a batch from before the pause makes a duplicate', () => {
    expect(mostCounted([0, 900, 5_000, 5_900], false)).toEqual([1, 0, 1, 1]);
  });
});
