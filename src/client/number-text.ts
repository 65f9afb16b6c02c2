const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const SMALL = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });
const SMALL_BELOW = 10;

/** A whole number for people: 1,234,567. */
export function whole(value: number): string {
  return WHOLE.format(value);
}

/** A rate for people: one digit after the point where it is small. */
export function rate(value: number): string {
  return (Math.abs(value) < SMALL_BELOW ? SMALL : WHOLE).format(value);
}
