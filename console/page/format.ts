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

/** A stored value as it is, every digit of it. */
export function valueText(value: number | string | boolean | null | undefined): string {
  return value === null || value === undefined ? '–' : String(value);
}
