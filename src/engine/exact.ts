import { RejectedValue } from './rejection.ts';

/** A whole number: a `number` while it is a safe integer, a `bigint` beyond. The two never hold the same value. */
export type ExactInteger = number | bigint;

/**
 * Bound on one summand, after scaling. DynamoDB holds 38 digits (Developer Guide, "Data types"), so sums of up to 10^17 events
 * below this bound always fit.
 */
const MAX_SUMMAND = 10n ** 20n;

/** Up to 15 digits each decimal has a double of its own (IEEE 754, binary64); beyond, only a number's text says which is meant. */
const UNIQUE_BELOW = 1e15;

/** Decimal digits after the point that a declared decimal may have. */
export const MAX_SCALE = 15;

/** `a + b`, exact. */
export function addExact(a: ExactInteger, b: ExactInteger): ExactInteger {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return shrink(BigInt(a) + BigInt(b));
}

/** The smallest representation of a whole number. */
export function shrink(value: bigint): ExactInteger {
  const asNumber = Number(value);
  return Number.isSafeInteger(asNumber) ? asNumber : value;
}

/**
 * A user's number as a whole number of 10^-scale units.
 *
 * A `number` counts as the shortest decimal that denotes it (ECMA-262 Number::toString), so 12.34 at scale 2 is exactly 1234;
 * a string must be a plain decimal. Throws `RejectedValue` where the value has more digits than declared, or is too large.
 */
export function toScaled(value: number | bigint | string, scale: number, measure: string): ExactInteger {
  if (typeof value === 'number') {
    if (scale === 0 && Number.isSafeInteger(value)) return value === 0 ? 0 : value;
    const factor = 10 ** scale;
    const scaled = Math.round(value * factor);
    if (Math.abs(scaled) < UNIQUE_BELOW) {
      // Division is correctly rounded and `factor` is exact, so equality means: `value` is the double nearest to scaled / factor.
      return scaled / factor === value ? scaled || 0 : refuse(value, scale, measure);
    }
    // A number beyond 2^53 has lost digits that nobody can see any more.
    if (!(Math.abs(value) <= Number.MAX_SAFE_INTEGER)) return refuse(value, scale, measure);
  }
  const exact = typeof value === 'bigint' ? value * 10n ** BigInt(scale) : parseDecimal(String(value), scale, measure);
  if (exact >= MAX_SUMMAND || exact <= -MAX_SUMMAND) return refuse(value, scale, measure);
  return shrink(exact);
}

/** Plain decimal notation of `value` × 10^-scale, with exactly `scale` digits after the point. */
export function formatScaled(value: ExactInteger, scale: number): string {
  const negative = value < 0;
  const digits = String(negative ? -BigInt(value) : value).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const text = scale === 0 ? whole : `${whole}.${digits.slice(digits.length - scale)}`;
  return negative ? `-${text}` : text;
}

function parseDecimal(text: string, scale: number, measure: string): bigint {
  const match = /^(-?)(\d{1,40})(?:\.(\d{1,40}))?$/.exec(text);
  if (!match) return refuse(text, scale, measure);
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > scale) return refuse(text, scale, measure);
  const magnitude = BigInt((match[2] ?? '') + fraction.padEnd(scale, '0'));
  return match[1] === '-' ? -magnitude : magnitude;
}

function refuse(value: number | bigint | string, scale: number, measure: string): never {
  const wanted = scale === 0 ? 'a whole number' : `a decimal of at most ${scale} digits after the point`;
  throw new RejectedValue(
    'INVALID_MEASURE_VALUE',
    `measure "${measure}" needs ${wanted} that can be summed exactly, got ${typeof value} ${String(value).slice(0, 60)}`,
  );
}
