import { describe, expect, it } from 'vitest';
import { ExpectedResults, rowId } from './expected-results.ts';
import type { Brought } from './oracle.ts';
import { makeRandom } from './random.ts';
import { makeScenario } from './scenario.ts';
import type { SimEvent } from './workload.ts';

const [drawn] = makeScenario(makeRandom(1), { isCrowded: true }).aggregations;
if (!drawn) throw new RangeError('a scenario has an aggregation');
const spec = { ...drawn, name: 'sums', measures: ['sum'] } as const;
const brought: readonly Brought[] = [{ spec, windowStartMs: 0, keys: ['k'] }];
const id = rowId('sums', 0, 'k');
const all = new Map([['sums', Number.MAX_SAFE_INTEGER]]);

const eventOf = (v: number): SimEvent => ({
  ...{ id: String(v), type: 'a', schema: 1, t: 0, k: 'k', v, d: '0.00', w: null, s: '' },
  boom: false,
  isFatal: false,
});

function waysOf(expected: ExpectedResults): readonly (string | null)[] {
  return (expected.rows(all).get(id) ?? []).map((row) => (row ? `${row.n} ${row.measures}` : null));
}

describe('the results that are expected', () => {
  it('are one row where all that is counted is known', () => {
    const expected = new ExpectedResults();
    for (const v of [1, 2]) expected.add(eventOf(v), brought);
    expect(waysOf(expected)).toEqual(['2 sum=3']);
  });

  it('may be with or without each event of which nobody knows', () => {
    const expected = new ExpectedResults();
    expected.add(eventOf(1), brought);
    for (const v of [10, 100]) expected.addOpen(eventOf(v), brought);
    expect(waysOf(expected)).toEqual(['3 sum=111', '2 sum=11', '2 sum=101', '1 sum=1']);
  });

  it('may be no row where nothing is known to be in it', () => {
    const expected = new ExpectedResults();
    expected.addOpen(eventOf(10), brought);
    expect(waysOf(expected)).toEqual(['1 sum=10', null]);
  });
});
