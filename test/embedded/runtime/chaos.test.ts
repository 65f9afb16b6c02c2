import { describe, expect, it } from 'vitest';
import { makeRuntimeChaos } from '../../../localstack/embedded/chaos.ts';
import { seededRandom } from '../../../localstack/embedded/random.ts';

const makeChaos = (killed: number, redelivered: number, seed = 7) =>
  makeRuntimeChaos({ killed, redelivered }, seededRandom(seed));
const events = Array.from({ length: 1_000 }, (_, index) => `{"Records":[${index}]}`);

describe('injected kills', () => {
  it('strike a share of the invocations, half during them and half after their effects', () => {
    const chaos = makeChaos(0.3, 0);
    const plans = events.map((event) => chaos.planKill('fn', event, 100)).filter((plan) => plan !== undefined);
    const during = plans.filter((plan) => plan < 100);
    const after = plans.filter((plan) => plan === Number.POSITIVE_INFINITY);
    expect(plans.length).toBeGreaterThan(240);
    expect(plans.length).toBeLessThan(360);
    expect(during.length + after.length).toBe(plans.length);
    expect(chaos.injections).toEqual({ killedDuring: during.length, killedAfter: after.length, batchesRedelivered: 0 });
    expect(Math.min(during.length, after.length)).toBeGreaterThan(90);
  });

  it('strike one batch twice at most', () => {
    const chaos = makeChaos(1, 0);
    const plans = Array.from({ length: 5 }, () => chaos.planKill('fn', 'same', 100));
    expect(plans.map((plan) => plan !== undefined)).toEqual([true, true, false, false, false]);
    expect(chaos.planKill('fn', 'other', 100)).toBeDefined();
  });
});

it('injected redeliveries are cut to any size up to the batch size', () => {
  const chaos = makeChaos(0, 0.5);
  const planned = events.filter(() => chaos.redelivery.planned());
  expect(chaos.injections.batchesRedelivered).toBe(planned.length);
  const cuts = new Set(events.map(() => chaos.redelivery.cut(3)));
  expect([...cuts].sort()).toEqual([1, 2, 3]);
});

it('the same seed injects the same', () => {
  const plans = (seed: number) => {
    const chaos = makeChaos(0.3, 0.3, seed);
    return events.map((event) => [chaos.planKill('fn', event, 100), chaos.redelivery.planned()]);
  };
  expect(plans(1)).toEqual(plans(1));
  expect(plans(1)).not.toEqual(plans(2));
});

it('nothing is injected once it is calm', () => {
  const chaos = makeChaos(1, 1);
  chaos.calm();
  expect(chaos.planKill('fn', 'event', 100)).toBeUndefined();
  expect(chaos.redelivery.planned()).toBe(false);
});
