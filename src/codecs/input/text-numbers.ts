const WHOLE_NUMBER = /^[+-]?\d+$/;
/** An instant: a date and time with its offset from UTC. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;
/** Longer numbers are none of any schema's, and cost time that grows with the square of their length. */
const MAX_DIGITS = 100;

/** Undefined for a text that is none. */
export function wholeNumber(text: string): bigint | undefined {
  return text.length <= MAX_DIGITS && WHOLE_NUMBER.test(text) ? BigInt(text.replace(/^\+/, '')) : undefined;
}

/** Epoch milliseconds of an ISO 8601 date and time with an offset; undefined for any other text. */
export function isoMillis(text: string): number | undefined {
  const millis = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(millis) ? undefined : millis;
}
