import type { ResultValue } from '../../../src/engine/accumulators/accumulator.ts';
import type { Reading } from './readings.ts';

type Read<V> = (event: Reading) => V;
type Oracle = (events: readonly Reading[]) => ResultValue;
type Given = number | bigint | string | null;

/**
 * What results must be, calculated on the whole list in exact rational numbers (`BigInt` over a power of ten). Shares no code with
 * the accumulators.
 */
export const expected = {
  sum:
    (value: Read<number | bigint | null>) =>
    (events: readonly Reading[]): number | bigint =>
      asStored(total(values(events, value), 0)),

  decimalSum:
    (value: Read<Given>, scale: number): Oracle =>
    (events) =>
      plainDecimal(total(values(events, value), scale), scale),

  /** The double nearest to the mean. */
  mean:
    (value: Read<Given>, scale: number) =>
    (events: readonly Reading[]): number | null => {
      const given = values(events, value);
      if (given.length === 0) return null;
      return nearest(total(given, scale), BigInt(given.length) * 10n ** BigInt(scale));
    },

  extreme:
    (value: Read<number | null>, pick: (...all: number[]) => number): Oracle =>
    (events) => {
      const given = values(events, value);
      return given.length === 0 ? null : pick(...given) + 0;
    },

  end:
    (value: Read<string | number | boolean | null>, by: Read<number>, sign: 1 | -1): Oracle =>
    (events) => {
      const ordered = events
        .flatMap((event) => {
          const kept = value(event);
          return kept === null ? [] : [{ order: by(event), kept }];
        })
        .sort((a, b) => a.order - b.order || compare(typeof a.kept, typeof b.kept) || compare(a.kept, b.kept));
      return ordered.at(sign === 1 ? -1 : 0)?.kept ?? null;
    },
};

function values<V>(events: readonly Reading[], value: Read<V | null>): V[] {
  return events.map(value).filter((given): given is V => given !== null);
}

/** Sum in units of 10^-scale. */
function total(given: readonly (number | bigint | string)[], scale: number): bigint {
  return given.reduce<bigint>((sum, one) => sum + units(String(one), scale), 0n);
}

function units(text: string, scale: number): bigint {
  const negative = text.startsWith('-');
  const [wholePart = '0', fraction = ''] = text.replace('-', '').split('.');
  const magnitude = BigInt(wholePart) * 10n ** BigInt(scale) + BigInt(fraction.padEnd(scale, '0') || '0');
  return negative ? -magnitude : magnitude;
}

/** The double nearest to a quotient: of a first guess and its neighbours the one that is exactly closest. */
function nearest(dividend: bigint, divisor: bigint): number {
  const guess = Number(dividend) / Number(divisor);
  const step = Math.abs(guess) * 2 ** -53;
  const distance = (candidate: number): bigint => {
    const { mantissa, exponent } = parts(candidate);
    const difference = (mantissa << BigInt(exponent + SHIFT)) * divisor - (dividend << BigInt(SHIFT));
    return difference < 0n ? -difference : difference;
  };
  return [guess - step * 2, guess - step, guess, guess + step, guess + step * 2].reduce((best, candidate) =>
    distance(candidate) < distance(best) ? candidate : best,
  );
}

const SHIFT = 1_100;

/** A double as `mantissa × 2^exponent`, exactly. */
function parts(value: number): { readonly mantissa: bigint; readonly exponent: number } {
  let mantissa = value;
  let exponent = 0;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent -= 1;
  }
  return { mantissa: BigInt(mantissa), exponent };
}

function plainDecimal(given: bigint, scale: number): string {
  const one = 10n ** BigInt(scale);
  const magnitude = given < 0n ? -given : given;
  return `${given < 0n ? '-' : ''}${magnitude / one}.${String(magnitude % one).padStart(scale, '0')}`;
}

function asStored(value: bigint): number | bigint {
  return value >= -(2n ** 53n) + 1n && value <= 2n ** 53n - 1n ? Number(value) : value;
}

function compare<T extends string | number | boolean>(a: T, b: T): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
