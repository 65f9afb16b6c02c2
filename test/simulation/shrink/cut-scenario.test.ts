import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeRandom } from '../random.ts';
import { makeScenario, type Scenario } from '../scenario.ts';
import { cutScenario } from './cut-scenario.ts';
import { PARTS, WITHOUT } from './keep.ts';

const scenarios = fc.nat().map((seed) => makeScenario(makeRandom(seed)));

/** When each arrival is due if all before are sent at once, with what it brings. */
function timed({ episodes }: Scenario): readonly (readonly [number, unknown])[] {
  let nowMs = 0;
  return episodes.flat().map(({ afterMs, sendings }) => {
    nowMs += afterMs;
    return [nowMs, sendings] as const;
  });
}

describe('a scenario cut to what is kept', () => {
  it('is the same where all is kept', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        expect(cutScenario(scenario, {})).toEqual(scenario);
        const records = scenario.episodes.flat().map((_, index) => index);
        expect(cutScenario(scenario, { records, parts: PARTS, versions: [0, 1] })).toEqual({
          ...scenario,
          episodes: scenario.episodes.filter(({ length }) => length > 0),
        });
      }),
    );
  });

  it('has the records that are left when they were before', () => {
    fc.assert(
      fc.property(scenarios, fc.array(fc.nat({ max: 80 })), (scenario, records) => {
        const cut = cutScenario(scenario, { records });
        expect(timed(cut)).toEqual(timed(scenario).filter((_, index) => records.includes(index)));
        expect(cut.episodes.length).toBeGreaterThan(0);
      }),
    );
  });

  it('is without each part that is not kept', () => {
    fc.assert(
      fc.property(scenarios, fc.subarray([...PARTS]), (scenario, parts) => {
        const cut = cutScenario(scenario, { parts });
        for (const part of PARTS) if (!parts.includes(part)) expect(cut).toMatchObject(WITHOUT[part](cut));
        if (!parts.includes('expiry')) expect(cut.expiry).toBeNull();
        if (!parts.includes('redrives'))
          expect([cut.redrivesAfterMs, cut.expiry?.redrivesAfterMs ?? []]).toEqual([[], []]);
      }),
    );
  });

  it('has one of its versions, one of its aggregations and measures that are kept', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const last = scenario.aggregations.length - 1;
        const cut = cutScenario(scenario, { versions: [0], aggregations: [last], measures: ['sum'] });
        expect(cut.versions).toEqual(scenario.versions.slice(0, 1));
        expect(cut.aggregations.map(({ name }) => name)).toEqual([scenario.aggregations[last]?.name]);
        expect(['count', 'sum']).toEqual(expect.arrayContaining([...(cut.aggregations[0]?.measures ?? [])]));
      }),
    );
  });

  it('needs a version and an aggregation', () => {
    const scenario = makeScenario(makeRandom(1));
    expect(() => cutScenario(scenario, { versions: [] })).toThrow(RangeError);
    expect(() => cutScenario(scenario, { aggregations: [7] })).toThrow(RangeError);
  });
});
