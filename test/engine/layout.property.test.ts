import { describe, expect, it } from 'vitest';
import { hash32 } from '../../src/engine/hash.ts';
import { aggregation, minutes, tumbling } from '../../src/engine/index.ts';
import { layoutOf, slotOf } from '../../src/engine/layout.ts';
import { anyText, fc } from '../support/fast-check.ts';
import { reading } from './support/readings.ts';

const counted = (hints: { readonly keysPerLane?: number; readonly partitions?: number }) =>
  aggregation('counted', {
    from: [reading],
    key: (event) => event.keys,
    window: tumbling(minutes(1)),
    allowedLatenessMs: 0,
    measures: (m) => ({ readings: m.count(), whole: m.sum((event) => event.whole) }),
    ...hints,
  });

const hints = fc.record({
  keysPerLane: fc.integer({ min: 1, max: 1_000_000 }),
  partitions: fc.integer({ min: 1, max: 256 }),
});

describe('slotOf', () => {
  it('gives each key one slot of the layout, whatever the key', () => {
    fc.assert(
      fc.property(hints, anyText, (given, key) => {
        const layout = layoutOf(counted(given));
        const slot = slotOf(layout, key);
        expect(Number.isInteger(slot)).toBe(true);
        expect(slot).toBeGreaterThanOrEqual(0);
        expect(slot).toBeLessThan(layout.partitions * layout.buckets);
        expect(slotOf(layout, key)).toBe(slot);
      }),
    );
  });

  it('spreads keys that differ in a digit evenly', () => {
    const layout = { partitions: 4, buckets: 16, codec: 'slots-1' } as const;
    const slots = new Array<number>(64).fill(0);
    for (let index = 0; index < 6_400; index += 1) {
      const slot = slotOf(layout, `ORD-${index}`);
      slots[slot] = (slots[slot] ?? 0) + 1;
    }
    const chiSquare = slots.reduce((sum, held) => sum + (held - 100) ** 2 / 100, 0);
    // 63 degrees of freedom: a fair spread stays below 103.4 in 999 of 1,000 cases.
    expect(chiSquare).toBeLessThan(103.4);
  });
});

describe('hash32', () => {
  it('is a 32-bit number without sign', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(hash32(text)).toBe(hash32(text) >>> 0);
      }),
    );
  });
});

describe('layoutOf', () => {
  it('asks for no fewer slots where more keys are expected', () => {
    fc.assert(
      fc.property(hints, fc.integer({ min: 1, max: 1_000 }), (given, more) => {
        const layout = layoutOf(counted(given));
        const larger = layoutOf(counted({ ...given, keysPerLane: given.keysPerLane + more }));
        expect(larger.buckets).toBeGreaterThanOrEqual(layout.buckets);
      }),
    );
  });

  it('packs about as many keys into an item as a write unit of 1 KB holds', () => {
    const { partitions, buckets } = layoutOf(counted({ keysPerLane: 1_000 }));
    const keysPerItem = 1_000 / (partitions * buckets);
    expect(keysPerItem).toBeGreaterThan(15);
    expect(keysPerItem).toBeLessThan(35);
  });

  it.each([
    [{ keysPerLane: 1 }, 1, 1],
    [{ keysPerLane: 1, partitions: 8 }, 8, 1],
    [{ keysPerLane: 100 }, 1, 5],
    [{ keysPerLane: 100, partitions: 4 }, 4, 2],
  ])('lays %o out in %i partitions of %i buckets', (given, partitions, buckets) => {
    expect(layoutOf(counted(given))).toEqual({ partitions, buckets, codec: 'slots-1' });
  });
});
