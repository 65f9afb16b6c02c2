const DAY_MS = 86_400_000;
/** Days from 1970 to 0000-01-01 and to 9999-12-31: what ISO 8601 writes with four digits of year. */
const MIN_DAY = -719_528;
const MAX_DAY = 2_932_896;

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** The date so many days after 1970-01-01 as `YYYY-MM-DD`, undefined outside of the years 0000 to 9999. */
export function dateText(days: number): string | undefined {
  if (days < MIN_DAY || days > MAX_DAY) return undefined;
  return new Date(days * DAY_MS).toISOString().slice(0, 10);
}

/** Days from 1970-01-01 to the date, undefined for a text that is none. */
export function daysOf(text: string): number | undefined {
  if (!DATE.test(text)) return undefined;
  const days = Date.parse(`${text}T00:00:00Z`) / DAY_MS;
  // February 30 may be taken for the first of March.
  return Number.isNaN(days) || dateText(days) !== text ? undefined : days;
}
