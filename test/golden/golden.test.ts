import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Partial } from '../../src/engine/apply.ts';
import { fingerprint64, fingerprintOf, hash32 } from '../../src/engine/hash.ts';
import { layoutOf, slotOf } from '../../src/engine/layout.ts';
import { mergePartials, resultsOf } from '../../src/engine/merge.ts';
import { aggregationNamed, planOf } from '../../src/engine/plan.ts';
import { encodePosition, sequenceNumberOf } from '../../src/engine/position.ts';
import { samplePipeline } from './sample-definition.ts';

/**
 * Values that deployed pipelines have stored. A red line here means that today's code would misread yesterday's state: change the
 * code back, or make it a new codec with new generations; the stored values are the only ones that must never be edited to match.
 */
function golden<T>(name: string): T {
  // The files are part of this test: each has the shape that its caller names.
  return JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8')) as T;
}

describe('positions', () => {
  it.each(golden<{ sequenceNumber: string; subSequence?: number; position: string }[]>('positions'))(
    '$position',
    ({ sequenceNumber, subSequence, position }) => {
      expect(encodePosition(sequenceNumber, subSequence)).toBe(position);
      expect(sequenceNumberOf(position)).toBe(sequenceNumber);
    },
  );
});

describe('hashes', () => {
  it.each(golden<{ text: string; hash32: number; fingerprint64: string }[]>('hashes'))(
    '$text',
    ({ text, hash32: short, fingerprint64: long }) => {
      expect(hash32(text)).toBe(short);
      expect(fingerprint64(text)).toBe(long);
    },
  );
});

describe('fingerprints of ids', () => {
  const hex = (half: number) => half.toString(16).padStart(8, '0');

  it.each(golden<{ text: string; fingerprint: string }[]>('fingerprints'))('$text', ({ text, fingerprint }) => {
    const { high, low } = fingerprintOf(text);
    expect(hex(high) + hex(low)).toBe(fingerprint);
  });
});

describe('layouts', () => {
  const layouts = golden<Record<string, { layout: unknown; slots: Record<string, number> }>>('layouts');

  it.each(samplePipeline.aggregations.map((of) => [of.name, of] as const))('of %s', (name, of) => {
    const layout = layoutOf(of);
    expect(layout).toEqual(layouts[name]?.layout);
    const slots = Object.entries(layouts[name]?.slots ?? {});
    expect(slots.length).toBeGreaterThan(0);
    for (const [key, slot] of slots) expect(slotOf(layout, key)).toBe(slot);
  });
});

describe('stored partials', () => {
  it('merge to the results that they stood for when they were written', () => {
    const stored = golden<{ partials: { applied: string; keys: Record<string, StoredSlot[]> }[]; results: unknown }>(
      'partials',
    );
    const plan = aggregationNamed(planOf(samplePipeline), 'byCustomer');
    if (!plan) throw new Error('no such aggregation');
    const partials = stored.partials.map(
      ({ applied, keys }): Partial => ({
        applied,
        keys: new Map(Object.entries(keys).map(([key, slots]) => [key, slots.map(slotFrom)])),
      }),
    );
    const results = resultsOf(plan, mergePartials(plan, partials));
    expect(JSON.parse(JSON.stringify(results, bigintAsText))).toEqual(stored.results);
  });
});

describe('definition hashes', () => {
  it('are those under which generations were activated', () => {
    const script = fileURLToPath(new URL('print-definition-hashes.ts', import.meta.url));
    const printed = execFileSync(process.execPath, ['--import', 'tsx', script], { encoding: 'utf8' });
    expect(JSON.parse(printed)).toEqual(golden('definition-hashes'));
  });
});

/** JSON has no bigint: `{ "bigint": "…" }` stands for one. */
type StoredSlot = string | number | boolean | null | { readonly bigint: string };

function slotFrom(slot: StoredSlot): string | number | boolean | bigint | null {
  return typeof slot === 'object' && slot !== null ? BigInt(slot.bigint) : slot;
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? { bigint: String(value) } : value;
}
