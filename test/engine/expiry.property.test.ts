import { describe, expect, it } from 'vitest';
import {
  type ExpiryPolicy,
  expiredThrough,
  type FiredSample,
  MAX_SAMPLES,
  mayCollect,
  sampled,
} from '../../src/engine/expiry.ts';
import { days, hours, minutes, tumbling } from '../../src/engine/index.ts';
import { fc } from '../support/fast-check.ts';

const POLICY: ExpiryPolicy = {
  window: tumbling(hours(1)),
  allowedLatenessMs: minutes(30),
  acceptanceMs: days(14),
  retentionMs: days(7),
};
const DAY = days(1);

const order = (instantMs: number | null): number => instantMs ?? Number.NEGATIVE_INFINITY;

const anyPolicy: fc.Arbitrary<ExpiryPolicy> = fc
  .record({
    sizeMs: fc.integer({ min: 1, max: days(2) }),
    allowedLatenessMs: fc.nat({ max: days(2) }),
    acceptanceMs: fc.nat({ max: days(20) }),
    retentionMs: fc.integer({ min: DAY, max: days(20) }),
  })
  .map(({ sizeMs, ...rest }) => ({ ...rest, window: tumbling(sizeMs) }));

/** Steps of a keeper's life: time passes, windows fire. Up to 100 days. */
const anySteps = fc.array(
  fc.record({ passesMs: fc.nat({ max: DAY }), firesMs: fc.oneof(fc.constant(0), fc.nat({ max: days(2) })) }),
  { maxLength: 100 },
);

/** A keeper that runs at each step, by a clock that is right; at the end its samples, the time, and all that fired, and when. */
function live(policy: ExpiryPolicy, steps: readonly { passesMs: number; firesMs: number }[]) {
  let samples: readonly FiredSample[] = [];
  const fired: FiredSample[] = [];
  let nowMs = days(10_000);
  let firedThroughMs = 0;
  for (const { passesMs, firesMs } of steps) {
    nowMs += passesMs;
    firedThroughMs += firesMs;
    fired.push({ atMs: nowMs, firedThroughMs });
    samples = sampled(policy, samples, firedThroughMs, nowMs);
  }
  return { samples, fired, nowMs, firedThroughMs };
}

describe('what has expired', () => {
  const fired: FiredSample[] = [
    { atMs: days(100), firedThroughMs: days(40) },
    { atMs: days(101), firedThroughMs: days(41) },
  ];
  const atWatermark = (watermarkMs: number, nowMs: number) => expiredThrough(POLICY, fired, watermarkMs, nowMs);

  it('is nothing before acceptance has passed since it was seen fired, by the clock', () => {
    expect(atWatermark(days(1_000), days(114) - 1)).toBeNull();
    expect(atWatermark(days(1_000), days(114))).toBe(days(40));
    expect(atWatermark(days(1_000), days(115))).toBe(days(41));
  });

  it('is nothing before acceptance and allowed lateness have passed since its end, by the watermark', () => {
    expect(atWatermark(days(54) + minutes(30), days(200))).toBe(days(40));
    expect(atWatermark(days(54) + minutes(30) - 1, days(200))).toBe(days(40) - hours(1));
  });

  it('waits for two days more than the stream keeps records, where that is longer than acceptance', () => {
    const policy = { ...POLICY, retentionMs: days(20) };
    expect(expiredThrough(policy, fired, days(1_000), days(122) - 1)).toBeNull();
    expect(expiredThrough(policy, fired, days(1_000), days(122))).toBe(days(40));
  });

  it('is a window end', () => {
    const policy = { ...POLICY, window: tumbling(hours(1), { offsetMs: minutes(15) }) };
    expect(expiredThrough(policy, fired, days(1_000), days(114))).toBe(days(40) - minutes(45));
  });

  it('had fired that long ago in truth, and is past allowed lateness and acceptance by the watermark', () => {
    fc.assert(
      fc.property(anyPolicy, anySteps, fc.nat({ max: days(60) }), (policy, steps, watermarkMs) => {
        const { samples, fired: truth, nowMs } = live(policy, steps);
        const through = expiredThrough(policy, samples, watermarkMs, nowMs);
        if (through === null) return;
        expect(through + policy.allowedLatenessMs + policy.acceptanceMs).toBeLessThanOrEqual(watermarkMs);
        const firstSeen = truth.find(({ firedThroughMs }) => firedThroughMs >= through);
        const agoMs = nowMs - (firstSeen?.atMs ?? Number.POSITIVE_INFINITY);
        expect(agoMs).toBeGreaterThanOrEqual(policy.acceptanceMs);
        expect(agoMs).toBeGreaterThanOrEqual(policy.retentionMs + days(2));
      }),
    );
  });

  it('does not grow where the clock is set back, or samples are lost', () => {
    const cuts = fc.tuple(fc.nat({ max: days(60) }), fc.array(fc.boolean(), { maxLength: MAX_SAMPLES }));
    fc.assert(
      fc.property(
        anyPolicy,
        anySteps,
        cuts,
        fc.nat({ max: days(60) }),
        (policy, steps, [backMs, lost], watermarkMs) => {
          const { samples, nowMs } = live(policy, steps);
          const through = expiredThrough(policy, samples, watermarkMs, nowMs);
          const left = samples.filter((_, index) => !lost[index]);
          expect(order(expiredThrough(policy, samples, watermarkMs, nowMs - backMs))).toBeLessThanOrEqual(
            order(through),
          );
          expect(order(expiredThrough(policy, left, watermarkMs, nowMs))).toBeLessThanOrEqual(order(through));
        },
      ),
    );
  });

  it('comes in time: a thirtieth of the wait late at most, with a day between two runs', () => {
    fc.assert(
      fc.property(anyPolicy, anySteps, (policy, steps) => {
        const waitMs = Math.max(policy.acceptanceMs, policy.retentionMs + days(2));
        const lateMs = waitMs / 30 + 2 * DAY;
        // Windows fire on for a while, or nothing would be sampled any more.
        const goesOn = Array.from({ length: 60 }, () => ({ passesMs: DAY, firesMs: policy.window.sizeMs }));
        const { samples, fired: truth, nowMs } = live(policy, [...steps, ...goesOn]);
        const through = expiredThrough(policy, samples, days(100_000), nowMs);
        const due = truth.findLast(({ atMs }) => nowMs - atMs >= waitMs + lateMs);
        expect(order(through) + policy.window.sizeMs).toBeGreaterThan(due?.firedThroughMs ?? Number.NEGATIVE_INFINITY);
      }),
    );
  });
});

describe('samples', () => {
  it('are few, in order, and each of them true', () => {
    fc.assert(
      fc.property(anyPolicy, anySteps, (policy, steps) => {
        const { samples, fired } = live(policy, steps);
        expect(samples.length).toBeLessThanOrEqual(MAX_SAMPLES);
        expect(samples).toEqual([...samples].sort((a, b) => a.atMs - b.atMs));
        for (const sample of samples) expect(fired).toContainEqual(sample);
      }),
    );
  });

  it('are few whatever the policy was before, and however the clock leaps', () => {
    const leaps = fc.array(fc.tuple(anyPolicy, fc.integer({ min: -days(50), max: days(50) })), { maxLength: 200 });
    fc.assert(
      fc.property(leaps, (steps) => {
        let samples: readonly FiredSample[] = [];
        let nowMs = days(10_000);
        for (const [index, [policy, leapMs]] of steps.entries()) {
          nowMs += leapMs;
          samples = sampled(policy, samples, index, nowMs);
          expect(samples.length).toBeLessThanOrEqual(MAX_SAMPLES);
        }
      }),
    );
  });

  it('of those that are old enough are one, the newest', () => {
    const atDays = (...list: number[]) => list.map((day) => ({ atMs: days(day), firedThroughMs: day }));
    expect(sampled(POLICY, atDays(80, 81, 90, 95), 105, days(105))).toEqual(atDays(90, 95, 105));
  });

  it('are thinned to every second one where there are too many', () => {
    const many = Array.from({ length: MAX_SAMPLES }, (_, index) => ({
      atMs: days(100) + index,
      firedThroughMs: index,
    }));
    const next = sampled(POLICY, many, 1_000, days(101));
    expect(next).toHaveLength(MAX_SAMPLES / 2 + 1);
    expect(next.slice(-2)).toEqual([
      { atMs: days(100) + 31, firedThroughMs: 31 },
      { atMs: days(101), firedThroughMs: 1_000 },
    ]);
  });

  it('are not taken of what is known, nor too often, nor by a clock that has been set back', () => {
    const samples = sampled(POLICY, [], hours(1), days(100));
    expect(samples).toEqual([{ atMs: days(100), firedThroughMs: hours(1) }]);
    expect(sampled(POLICY, samples, hours(1), days(110))).toBe(samples);
    expect(sampled(POLICY, samples, hours(2), days(100) + minutes(1))).toBe(samples);
    expect(sampled(POLICY, samples, hours(2), days(90))).toBe(samples);
    expect(sampled(POLICY, samples, hours(2), days(101))).toHaveLength(2);
  });
});

describe('state may be collected', () => {
  const ANNOUNCED_MS = days(100);
  const settled = { lastPosition: '0015', decidedThrough: '0015', lastArrivalMs: ANNOUNCED_MS - days(1) };
  const inFlight = (lastArrivalMs: number | null) => ({ lastPosition: '0015', decidedThrough: '0017', lastArrivalMs });
  const may = (lanes: Parameters<typeof mayCollect>[0], afterMs = hours(1)) =>
    mayCollect(lanes, ANNOUNCED_MS, ANNOUNCED_MS + afterMs);

  it('an hour after the announcement, not before', () => {
    expect(may([settled], hours(1) - 1)).toBe(false);
    expect(may([settled])).toBe(true);
    expect(may([])).toBe(true);
  });

  it('not while a lane holds a decision that may have been made without knowing of it', () => {
    expect(may([settled, inFlight(ANNOUNCED_MS - 1)], days(30))).toBe(false);
    expect(may([inFlight(null)], days(30))).toBe(false);
  });

  it('where what a lane holds came when everybody knew: control items are 5 minutes old at most, a run takes 15', () => {
    const knownMs = ANNOUNCED_MS + minutes(20);
    expect(may([inFlight(knownMs)])).toBe(false);
    expect(may([settled, inFlight(ANNOUNCED_MS + hours(1))])).toBe(true);
    // Clocks may differ by ten minutes.
    expect(may([inFlight(knownMs + minutes(10))])).toBe(false);
    expect(may([inFlight(knownMs + minutes(10) + 1)])).toBe(true);
  });

  it('no sooner by a clock that has been set back', () => {
    const lanes = fc.array(
      fc.record({
        lastPosition: fc.constantFrom('0011', '0012'),
        decidedThrough: fc.constantFrom('0012', '0013'),
        lastArrivalMs: fc.option(fc.integer({ min: 0, max: hours(2) }).map((ms) => ANNOUNCED_MS + ms)),
      }),
      { maxLength: 4 },
    );
    const anyTime = fc.integer({ min: -days(1), max: days(1) });
    fc.assert(
      fc.property(lanes, anyTime, fc.nat({ max: days(1) }), (given, afterMs, backMs) => {
        if (may(given, afterMs - backMs)) expect(may(given, afterMs)).toBe(true);
      }),
    );
  });
});
