import { describe, expect, it } from 'vitest';
import { brokenGuards } from './broken-guards.ts';
import { explore } from './explore.ts';
import { GUARDS } from './guards.ts';
import { disputed, plain, type Scope } from './scope.ts';
import { StepList } from './step-list.ts';

const ON = new Set<never>();
const SMALL: Scope = {
  name: 'two events, one of them judged differently by two versions, and a crash',
  events: [plain(0, 1), disputed(0, 1)],
  faults: { crashes: 1 },
  materializers: 1,
  redrivers: 1,
};

describe('every state that the protocol can get into, at small scope', () => {
  it('gives each event exactly one outcome, whatever happens in whatever order', () => {
    const steps = new StepList();
    const found = explore({ scope: SMALL, off: ON }, steps);
    expect(steps.statesAfterCircles(found.states)).toBe(0);
    expect(found.violation).toBeUndefined();
    expect(found.states).toBeGreaterThan(10_000);
    expect(found.ends).toBeGreaterThan(1);
  });

  it('is the same every time', () => {
    const scope = { ...SMALL, faults: {} };
    expect(explore({ scope, off: ON })).toEqual(explore({ scope, off: ON }));
  });

  const some = ['act before deciding', 'look before write', 'nonce read after the query'] as const;

  it.each(some)('needs its guard: %s', (guard) => {
    const scope = brokenGuards.find((each) => each.guard === guard)?.scope ?? SMALL;
    expect(explore({ scope, off: ON }).violation).toBeUndefined();
    expect(explore({ scope, off: new Set([guard]) }).violation?.trace.length).toBeGreaterThan(5);
  });

  it('has a scope for each guard', () => {
    expect(brokenGuards.map(({ guard }) => guard)).toEqual(GUARDS);
  });

  it('sees steps that go in a circle', () => {
    const steps = new StepList();
    for (const [from, to] of [
      [0, 1],
      [1, 2],
      [2, 1],
      [2, 3],
    ] as const)
      steps.add(from, to);
    expect(steps.statesAfterCircles(4)).toBe(3);
  });

  // Two queries of a window read its lanes one after another, so the greater merge need not have all of the smaller.
  it('may take an event out of a result for a moment, though the result grows', () => {
    const events = [plain(0, 1), plain(0, 1), plain(1, 1)];
    const scope: Scope = { name: 'strict', events, faults: {}, materializers: 2, redrivers: 0, isStrict: true };
    expect(explore({ scope, off: ON }).violation?.what).toBe('e3 in W1 leaves the result again');
  });
});
