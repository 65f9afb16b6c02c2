import { ExpressionError } from './expression-error.ts';
import { isMany, mapped, type TimeSeries, type Value, zip } from './values.ts';

/** What functions know besides their arguments. */
export interface MathContext {
  /** Seconds from one value of a time series to the next. */
  readonly stepSeconds: number;
}

type MathFunction = (args: readonly Value[], context: MathContext) => Value;

type Fold = (present: readonly number[]) => number;

const sum: Fold = (present) => present.reduce((total, value) => total + value, 0);
const folds: Readonly<Record<string, Fold>> = {
  SUM: sum,
  AVG: (present) => sum(present) / present.length,
  MIN: (present) => Math.min(...present),
  MAX: (present) => Math.max(...present),
};

const isPresent = (value: number | undefined): value is number => value !== undefined;

/** Of several time series one, period by period, of what values there are; of one time series a number. */
const folding =
  (fold: Fold): MathFunction =>
  ([value = 0]) => {
    if (typeof value === 'number') return value;
    const over = (values: readonly (number | undefined)[]) => {
      const present = values.filter(isPresent);
      return present.length === 0 ? undefined : fold(present);
    };
    return isMany(value) ? zip(value.all, over) : (over(value) ?? value.map(() => undefined));
  };

/** The difference to the value before, if there is one right before. */
const difference = (value: number, index: number, series: TimeSeries) => {
  const before = series[index - 1];
  return before === undefined ? undefined : value - before;
};

/** The functions there are here, by name, with how many arguments they take. */
export const FUNCTIONS: Readonly<Record<string, readonly [arity: number, run: MathFunction]>> = {
  ...Object.fromEntries(Object.entries(folds).map(([name, fold]) => [name, [1, folding(fold)] as const])),
  ABS: [1, ([value = 0]) => mapped(value, Math.abs)],
  CEIL: [1, ([value = 0]) => mapped(value, Math.ceil)],
  FLOOR: [1, ([value = 0]) => mapped(value, Math.floor)],
  DIFF: [1, ([value = 0]) => mapped(value, difference)],
  RATE: [
    1,
    ([value = 0], { stepSeconds }) =>
      mapped(value, (...at) => {
        const change = difference(...at);
        return change === undefined ? undefined : change / stepSeconds;
      }),
  ],
  PERIOD: [1, (_, { stepSeconds }) => stepSeconds],
  IF: [3, ([condition = 0, then = 0, otherwise = 0]) => choose(condition, then, otherwise)],
  FILL: [2, ([value = 0, filler = 0]) => fill(value, filler)],
};

/** Where the condition has no value, there is none. */
function choose(condition: Value, then: Value, otherwise: Value): Value {
  if (typeof condition === 'number') return condition === 0 ? otherwise : then;
  if (isMany(condition) || isMany(then) || isMany(otherwise)) {
    throw new ExpressionError('IF takes numbers and single time series');
  }
  return zip([condition, then, otherwise], ([holds, yes, no]) =>
    holds === undefined ? undefined : holds === 0 ? no : yes,
  );
}

function fill(value: Value, filler: Value): Value {
  if (isMany(filler)) throw new ExpressionError('FILL takes a number, a time series or REPEAT');
  if (typeof value === 'number') return value;
  if (isMany(value)) return { all: value.all.map((series) => zip([series, filler], ([item, other]) => item ?? other)) };
  return zip([value, filler], ([item, other]) => item ?? other);
}

/** Each gap with the last value before it. */
export function repeated(value: Value): Value {
  if (typeof value === 'number') return value;
  const one = (series: TimeSeries) => {
    let last: number | undefined;
    return series.map((item) => {
      last = item ?? last;
      return last;
    });
  };
  return isMany(value) ? { all: value.all.map(one) } : one(value);
}
