import { ExpressionError } from './expression-error.ts';
import type { Operator } from './parse-expression.ts';

/** A value for each period; undefined where there is none. */
export type TimeSeries = readonly (number | undefined)[];

/** What an expression comes to: a number, a time series, or several of them. */
export type Value = number | TimeSeries | { readonly all: readonly TimeSeries[] };

const truth = (holds: boolean) => (holds ? 1 : 0);

const APPLY: Readonly<Record<Operator, (a: number, b: number) => number>> = {
  OR: (a, b) => truth(a !== 0 || b !== 0),
  AND: (a, b) => truth(a !== 0 && b !== 0),
  '==': (a, b) => truth(a === b),
  '!=': (a, b) => truth(a !== b),
  '<': (a, b) => truth(a < b),
  '<=': (a, b) => truth(a <= b),
  '>': (a, b) => truth(a > b),
  '>=': (a, b) => truth(a >= b),
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
};

export const isMany = (value: Value): value is { readonly all: readonly TimeSeries[] } =>
  typeof value === 'object' && 'all' in value;

/** Both sides period by period: where one has no value there is none, nor where it is no number, as after a division by 0. */
export function applied(operator: Operator, left: Value, right: Value): Value {
  if (isMany(left)) return { all: left.all.map((series) => seriesOf(applied(operator, series, right))) };
  if (isMany(right)) return { all: right.all.map((series) => seriesOf(applied(operator, left, series))) };
  if (typeof left === 'number' && typeof right === 'number') return APPLY[operator](left, right);
  return zip([left, right], ([a, b]) => (a === undefined || b === undefined ? undefined : APPLY[operator](a, b)));
}

/** One time series out of several, and of numbers that stand at every period. */
export function zip(
  values: readonly (number | TimeSeries)[],
  combine: (at: readonly (number | undefined)[]) => number | undefined,
): TimeSeries {
  const length = values.find((value) => typeof value === 'object')?.length ?? 0;
  return Array.from({ length }, (_, index) => {
    const combined = combine(values.map((value) => (typeof value === 'number' ? value : value[index])));
    return combined !== undefined && Number.isFinite(combined) ? combined : undefined;
  });
}

/** The same for each value there is, in one time series or each of several. */
export function mapped(
  value: Value,
  map: (value: number, index: number, series: TimeSeries) => number | undefined,
): Value {
  if (typeof value === 'number') return map(value, 0, [value]) ?? value;
  if (isMany(value)) return { all: value.all.map((series) => seriesOf(mapped(series, map))) };
  return value.map((item, index) => (item === undefined ? undefined : map(item, index, value)));
}

/** @throws ExpressionError for a number, or for several time series */
export function seriesOf(value: Value): TimeSeries {
  if (typeof value === 'object' && !isMany(value)) return value;
  throw new ExpressionError('a single time series is needed');
}
