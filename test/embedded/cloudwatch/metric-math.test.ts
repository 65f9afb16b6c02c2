import { describe, expect, it } from 'vitest';
import { evaluateExpression } from '../../../localstack/embedded/cloudwatch/math/evaluate-expression.ts';
import { ExpressionError } from '../../../localstack/embedded/cloudwatch/math/expression-error.ts';
import { parseExpression } from '../../../localstack/embedded/cloudwatch/math/parse-expression.ts';
import type { TimeSeries, Value } from '../../../localstack/embedded/cloudwatch/math/values.ts';

const _ = undefined;
const SERIES: Readonly<Record<string, TimeSeries>> = {
  m1: [1, 2, _, 4],
  m2: [10, _, _, 40],
  none: [_, _, _, _],
  errors: [0, 1, 2, 0],
};

const evaluate = (text: string): Value =>
  evaluateExpression(parseExpression(text), {
    stepSeconds: 60,
    lookup(id) {
      const series = SERIES[id];
      if (!series) throw new ExpressionError(`unknown id ${id}`);
      return series;
    },
    metrics: (part) => Object.entries(SERIES).flatMap(([id, series]) => (id.includes(part) ? [series] : [])),
  });

describe('numbers', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 - 4 - 3', 3],
    ['2 * 3 ^ 2', 18],
    ['-2 + 5', 3],
    ['1 < 2 AND 2 < 1 || 1', 1],
    ['1 == 1 && 0 != 0', 0],
    ['1e2 + .5', 100.5],
    ['IF(3 >= 3, 5, 6)', 5],
  ])('%s', (text, expected) => {
    expect(evaluate(text)).toBe(expected);
  });
});

describe('time series', () => {
  it.each([
    ['m1', [1, 2, _, 4]],
    ['m1 + m2', [11, _, _, 44]],
    ['m1 * 2 - 1', [1, 3, _, 7]],
    ['m2 / errors', [_, _, _, _]],
    ['m1 > 1', [0, 1, _, 1]],
    ['-m1', [-1, -2, _, -4]],
    ['FILL(m1, 0)', [1, 2, 0, 4]],
    ['FILL(none, 0)', [0, 0, 0, 0]],
    ['FILL(m2, REPEAT)', [10, 10, 10, 40]],
    ['FILL(m2, m1)', [10, 2, _, 40]],
    ['IF(m1 > 1, 5, 6)', [6, 5, _, 5]],
    ['IF(m1 > 1, m1, 0)', [0, 2, _, 4]],
    ['IF(FILL(m1, 0) > 0 AND FILL(m2, 0) < 1, 1, 0)', [0, 1, 0, 0]],
    ['FILL(m1, 0) + FILL(none, 0)', [1, 2, 0, 4]],
    ['DIFF(m1)', [_, 1, _, _]],
    ['RATE(m1) * 60', [_, 1, _, _]],
    ['ABS(0 - errors)', [0, 1, 2, 0]],
    ['CEIL(m1 / 3) + FLOOR(m1 / 3)', [1, 1, _, 3]],
    ['m1 * 0 + PERIOD(m1)', [60, 60, _, 60]],
  ])('%s', (text, expected) => {
    expect(evaluate(text)).toEqual(expected);
  });
});

describe('several time series', () => {
  it.each([
    ['SUM(METRICS("m"))', [11, 2, _, 44]],
    ['SUM([m1, errors])', [1, 3, 2, 4]],
    ['MAX([m1, m2])', [10, 2, _, 40]],
    ['MIN([m1, m2])', [1, 2, _, 4]],
    ['AVG([m1, m2])', [5.5, 2, _, 22]],
    ['SUM(FILL(METRICS("m"), 1))', [11, 3, 2, 44]],
  ])('%s', (text, expected) => {
    expect(evaluate(text)).toEqual(expected);
  });

  it('become one number where there is one', () => {
    expect(evaluate('SUM(m1)')).toBe(7);
    expect(evaluate('m1 / MAX(m1)')).toEqual([0.25, 0.5, _, 1]);
  });

  it('stay several', () => {
    expect(evaluate('METRICS() * 1')).toEqual({ all: Object.values(SERIES) });
  });
});

describe('an expression that cannot be read or computed says why', () => {
  it.each([
    ['m1 +', 'ends too soon'],
    ['(m1', 'ends too soon'],
    ['m1 m2', 'unexpected m2'],
    ['m1 # 2', 'unexpected "#"'],
    ['ANOMALY_DETECTION_BAND(m1)', 'does not know the function ANOMALY_DETECTION_BAND'],
    ['constructor(m1)', 'does not know the function constructor'],
    ['FILL(m1)', 'FILL takes 2 arguments'],
    ['m9', 'unknown id m9'],
    ['"text"', 'a text cannot stand here'],
  ])('%s', (text, message) => {
    expect(() => evaluate(text)).toThrow(message);
  });
});
