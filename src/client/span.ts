const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** A length of time in its two largest units: 3h 12m. */
export function span(lengthMs: number): string {
  const from = UNITS.findIndex(([, unitMs]) => lengthMs >= unitMs);
  if (from < 0) return '0s';
  let restMs = lengthMs;
  const parts = UNITS.slice(from, from + 2).map(([unit, unitMs]) => {
    const count = Math.floor(restMs / unitMs);
    restMs -= count * unitMs;
    return count === 0 ? '' : `${count}${unit}`;
  });
  return parts.filter((part) => part !== '').join(' ');
}
