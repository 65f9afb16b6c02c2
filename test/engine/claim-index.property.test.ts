import { describe, expect, it } from 'vitest';
import type { Claim } from '../../src/engine/claim.ts';
import { ARRIVAL_SLACK_MS, ClaimIndex } from '../../src/engine/claim-index.ts';
import { fc } from '../support/fast-check.ts';

const START_MS = 1_700_000_000_000;
const HORIZON_MS = 600_000;

/** Few values, many of which belong in the same slot of a table of any size. */
const half = fc.oneof(
  fc.nat({ max: 40 }).map((times) => times * 65_536),
  fc.nat({ max: 60 }),
  fc.constantFrom(0xffffffff, 0x80000000),
);

interface Step {
  readonly claim: Claim;
  readonly isAdded: boolean;
}

/** Claims and questions, in the order of their arrival but for the slack. */
const anySteps = fc
  .array(
    fc.record({
      high: half,
      low: half,
      /** Takes the id of a step before it, counted back from it, where there is one. */
      again: fc.option(fc.nat({ max: 150 })),
      afterMs: fc.oneof(
        { weight: 20, arbitrary: fc.nat({ max: HORIZON_MS / 30 }) },
        { weight: 1, arbitrary: fc.nat({ max: HORIZON_MS }) },
      ),
      backMs: fc.oneof(fc.constant(0), fc.nat({ max: ARRIVAL_SLACK_MS })),
      isAdded: fc.boolean(),
    }),
    { maxLength: 400, size: 'max' },
  )
  .map((list) => {
    let nowMs = START_MS;
    const steps: Step[] = [];
    for (const { high, low, again, afterMs, backMs, isAdded } of list) {
      nowMs += afterMs;
      const { high: oldHigh, low: oldLow } = (again === null ? undefined : steps.at(-1 - again))?.claim ?? {
        high,
        low,
      };
      steps.push({ claim: { high: oldHigh, low: oldLow, arrivalMs: nowMs - backMs }, isAdded });
    }
    return steps;
  });

/** Latest arrivals by id, nothing ever dropped. */
class Model {
  readonly arrivals = new Map<string, number>();

  add({ high, low, arrivalMs }: Claim): void {
    const id = `${high} ${low}`;
    this.arrivals.set(id, Math.max(this.arrivals.get(id) ?? 0, arrivalMs));
  }

  arrivalOf({ high, low }: Claim): number | undefined {
    return this.arrivals.get(`${high} ${low}`);
  }

  has(claim: Claim): boolean {
    const arrivalMs = this.arrivalOf(claim);
    return arrivalMs !== undefined && claim.arrivalMs - arrivalMs <= HORIZON_MS;
  }
}

function play(steps: readonly Step[], maxIds: number, ask: (index: ClaimIndex, model: Model, claim: Claim) => void) {
  const index = new ClaimIndex(HORIZON_MS, maxIds);
  const model = new Model();
  for (const { claim, isAdded } of steps) {
    ask(index, model, claim);
    if (!isAdded) continue;
    index.add(claim);
    model.add(claim);
  }
  return { index, model };
}

/** Making hundreds of steps fewer takes minutes. */
const UNSHRUNK = { endOnFailure: true };

describe('ClaimIndex', () => {
  it('knows what a map knows, up to the horizon and not beyond', () => {
    fc.assert(
      fc.property(anySteps, (steps) => {
        const { index } = play(steps, Number.POSITIVE_INFINITY, (held, model, claim) => {
          expect(held.has(claim)).toBe(model.has(claim));
        });
        expect(index.forgotten).toBe(0);
        expect(index.floorMs).toBe(0);
      }),
      UNSHRUNK,
    );
  });

  it('forgets the oldest of too many, says how many, and from when on it knows all', () => {
    fc.assert(
      fc.property(anySteps, fc.integer({ min: 1, max: 120 }), (steps, maxIds) => {
        const { index, model } = play(steps, maxIds, (held, known, claim) => {
          const arrivalMs = known.arrivalOf(claim);
          if (held.has(claim)) expect(known.has(claim)).toBe(true);
          else if (known.has(claim)) expect(arrivalMs).toBeLessThan(held.floorMs);
          // Whatever was dropped, the newest are there.
          const newer = [...known.arrivals.values()].filter((other) => other >= (arrivalMs ?? 0)).length;
          if (known.has(claim) && newer <= maxIds) expect(held.has(claim)).toBe(true);
        });
        expect(index.forgotten > 0).toBe(index.floorMs > 0);
        expect(index.forgotten).toBeLessThanOrEqual(steps.filter(({ isAdded }) => isAdded).length);
        if (model.arrivals.size <= maxIds) expect(index.forgotten).toBe(0);
      }),
      UNSHRUNK,
    );
  });

  it('keeps what a record that arrives late in its lane may still meet', () => {
    const index = new ClaimIndex(HORIZON_MS, 1_000);
    const early = { high: 1, low: 1, arrivalMs: START_MS };
    index.add(early);
    const lateMs = START_MS + HORIZON_MS + ARRIVAL_SLACK_MS;
    for (let id = 2; id < 500; id += 1) index.add({ high: id, low: id, arrivalMs: lateMs });
    expect(index.has({ ...early, arrivalMs: lateMs - ARRIVAL_SLACK_MS })).toBe(true);
    expect(index.has({ ...early, arrivalMs: lateMs })).toBe(false);
  });

  it('takes many at once as one by one', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(half, half), { maxLength: 200, size: 'max' }), (prints) => {
        const index = new ClaimIndex(HORIZON_MS, 1_000);
        index.addAll(Uint32Array.from(prints.flat()), START_MS);
        const distinct = new Set(prints.map(([high, low]) => `${high} ${low}`));
        expect(index.size).toBe(distinct.size);
        for (const [high, low] of prints) {
          expect(index.has({ high, low, arrivalMs: START_MS + HORIZON_MS })).toBe(true);
          expect(index.has({ high, low, arrivalMs: START_MS + HORIZON_MS + 1 })).toBe(false);
        }
      }),
    );
  });

  it('stays small while ids come and go: under three times the ids of one horizon', () => {
    const index = new ClaimIndex(HORIZON_MS, 10_000);
    for (let id = 0; id < 200_000; id += 1) index.add({ high: id, low: id * 31, arrivalMs: START_MS + id * 1_000 });
    expect(index.size).toBeLessThan((3 * (HORIZON_MS + ARRIVAL_SLACK_MS)) / 1_000);
    expect(index.forgotten).toBe(0);
  });

  it('knows nothing at first, and an arrival at the beginning of time is one', () => {
    const index = new ClaimIndex(HORIZON_MS, 10);
    const claim = { high: 0, low: 0, arrivalMs: 0 };
    expect(index.has(claim)).toBe(false);
    index.add(claim);
    expect(index.has(claim)).toBe(true);
    expect(index.size).toBe(1);
  });
});
