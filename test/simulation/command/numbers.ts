/** A generator has 32 bits of state: beyond, seeds begin anew. */
export const MOST_SEED = 4_294_967_295;

/** @throws RangeError for what is no seed */
export function seedNumber(text: string): number {
  return wholeNumber(text, 0, MOST_SEED);
}

/** @throws RangeError that says what is wanted */
export function wholeNumber(text: string, least: number, most: number): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new RangeError(`"${text}" is not a whole number from ${least} to ${most}`);
}
