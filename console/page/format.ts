const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const SMALL = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });
const SMALL_BELOW = 10;

/** 1,234,567. */
export function whole(value: number): string {
  return WHOLE.format(value);
}

/** One digit after the point where it is small. */
export function rate(value: number): string {
  return (Math.abs(value) < SMALL_BELOW ? SMALL : WHOLE).format(value);
}

/** To the second, in UTC: 2001-01-01 14:00:00. */
export function instant(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 19).replace('T', ' ');
}

/** The same as short as it is exact: without seconds, or without the time, where they are zero. */
export function shortInstant(timeMs: number): string {
  return instant(timeMs)
    .replace(/:00$/, '')
    .replace(/ 00:00$/, '');
}

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

/** A stored value as it is, every digit of it. */
export function valueText(value: number | string | boolean | null | undefined): string {
  return value === null || value === undefined ? '–' : String(value);
}
