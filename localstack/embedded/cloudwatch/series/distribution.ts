/** How often each value was measured. */
export type Distribution = Map<number, number>;

/** So many different values are kept exactly; with more of them all are kept to two digits, within 5 %. */
const EXACT_VALUES = 512;
const DIGITS = 2;

/** Counts a value; returns the distribution that goes on, which may be a coarser one. */
export function count(distribution: Distribution, value: number, times: number): Distribution {
  distribution.set(value, (distribution.get(value) ?? 0) + times);
  return distribution.size > EXACT_VALUES ? coarser(distribution) : distribution;
}

/** Both together. */
export function merged(a: Distribution, b: Distribution): Distribution {
  let sum: Distribution = new Map(a);
  for (const [value, times] of b) sum = count(sum, value, times);
  return sum;
}

/** The smallest value below or at which lie `percent` % of all (nearest rank); undefined where there is none. */
export function percentile(distribution: Distribution, percent: number): number | undefined {
  const sorted = [...distribution].sort(([a], [b]) => a - b);
  const total = sorted.reduce((sum, [, times]) => sum + times, 0);
  // Half a billionth keeps 99 % of 100 at 99, whatever the last bits say.
  const rank = Math.max(1, Math.ceil((percent / 100) * total - 1e-9));
  let passed = 0;
  for (const [value, times] of sorted) {
    passed += times;
    if (passed >= rank) return value;
  }
  return undefined;
}

function coarser(distribution: Distribution): Distribution {
  const coarse: Distribution = new Map();
  for (const [value, times] of distribution) {
    const rounded = Number(value.toPrecision(DIGITS));
    coarse.set(rounded, (coarse.get(rounded) ?? 0) + times);
  }
  return coarse;
}
