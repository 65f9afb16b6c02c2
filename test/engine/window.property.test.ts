import { describe, expect, it } from 'vitest';
import { days, hours, minutes, seconds, tumbling } from '../../src/engine/index.ts';
import { MAX_EPOCH_MS } from '../../src/engine/time.ts';
import { lastWindowEndAt, windowEndOf, windowStartOf } from '../../src/engine/window.ts';
import { fc } from '../support/fast-check.ts';

const MAX_WINDOW_MS = Number.MAX_SAFE_INTEGER - MAX_EPOCH_MS;

const time = fc.oneof(fc.integer({ min: 0, max: MAX_EPOCH_MS }), fc.integer({ min: 0, max: 1_000 }));
const window = fc
  .oneof(
    fc.constantFrom(1, seconds(1), minutes(1), hours(1), days(1), days(7)),
    fc.integer({ min: 1, max: days(400) }),
    fc.integer({ min: 1, max: MAX_WINDOW_MS }),
  )
  .chain((sizeMs) => fc.integer({ min: 0, max: sizeMs - 1 }).map((offsetMs) => tumbling(sizeMs, { offsetMs })));

describe('tumbling windows', () => {
  it('hold each instant in exactly one window, half-open', () => {
    fc.assert(
      fc.property(window, time, (given, timeMs) => {
        const startMs = windowStartOf(given, timeMs);
        const endMs = windowEndOf(given, startMs);
        expect(startMs).toBeLessThanOrEqual(timeMs);
        expect(timeMs).toBeLessThan(endMs);
        expect(BigInt(endMs)).toBe(BigInt(startMs) + BigInt(given.sizeMs));
      }),
    );
  });

  it('lie side by side: the end of one is the start of the next, and every window starts in itself', () => {
    fc.assert(
      fc.property(window, time, (given, timeMs) => {
        const startMs = windowStartOf(given, timeMs);
        expect(windowStartOf(given, startMs)).toBe(startMs);
        expect(windowStartOf(given, windowEndOf(given, startMs) - 1)).toBe(startMs);
        expect(windowStartOf(given, windowEndOf(given, startMs))).toBe(windowEndOf(given, startMs));
      }),
    );
  });

  it('start at the epoch plus the offset plus whole windows', () => {
    fc.assert(
      fc.property(window, time, (given, timeMs) => {
        const sinceOffset = BigInt(windowStartOf(given, timeMs)) - BigInt(given.offsetMs);
        expect(sinceOffset % BigInt(given.sizeMs)).toBe(0n);
      }),
    );
  });

  it('never go back as time goes on', () => {
    fc.assert(
      fc.property(window, time, time, (given, a, b) => {
        const [earlier, later] = a <= b ? [a, b] : [b, a];
        expect(windowStartOf(given, earlier)).toBeLessThanOrEqual(windowStartOf(given, later));
      }),
    );
  });

  it('are complete once the watermark has reached their end, and not before', () => {
    fc.assert(
      fc.property(window, time, time, (given, timeMs, watermarkMs) => {
        const endMs = windowEndOf(given, windowStartOf(given, timeMs));
        expect(endMs <= lastWindowEndAt(given, watermarkMs)).toBe(endMs <= watermarkMs);
      }),
    );
  });

  it('of a week can start on Monday', () => {
    const week = tumbling(days(7), { offsetMs: days(4) });
    expect(new Date(windowStartOf(week, Date.UTC(2026, 2, 4))).toUTCString()).toBe('Mon, 02 Mar 2026 00:00:00 GMT');
  });

  it('take negative zero for zero', () => {
    expect(windowStartOf(tumbling(1), -0)).toBe(0);
  });
});
