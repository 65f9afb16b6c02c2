import { ExpressionError } from './expression-error.ts';
import { FUNCTIONS, type MathContext, repeated } from './functions.ts';
import type { Expression } from './parse-expression.ts';
import { applied, isMany, mapped, type TimeSeries, type Value } from './values.ts';

/** What the names of an expression stand for. */
export interface Scope extends MathContext {
  /** A metric or another expression. @throws ExpressionError where there is none of that id */
  lookup(id: string): Value;
  /** The metrics, without expressions, whose id holds the text. */
  metrics(idPart: string): readonly TimeSeries[];
}

/** Computes a metric math expression. @throws ExpressionError */
export function evaluateExpression(expression: Expression, scope: Scope): Value {
  const evaluate = (inner: Expression) => evaluateExpression(inner, scope);
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'name':
      return scope.lookup(expression.name);
    case 'negative':
      return mapped(evaluate(expression.operand), (value) => -value);
    case 'binary':
      return applied(expression.operator, evaluate(expression.left), evaluate(expression.right));
    case 'list':
      return { all: expression.items.flatMap((item) => manyOf(evaluate(item))) };
    case 'call':
      return call(expression.name, expression.args, scope);
    case 'text':
      throw new ExpressionError(`a text cannot stand here: "${expression.text}"`);
  }
}

function call(name: string, args: readonly Expression[], scope: Scope): Value {
  const [first, second] = args;
  if (name === 'METRICS' && args.length <= 1) {
    if (first && first.kind !== 'text') throw new ExpressionError('METRICS takes a text or nothing');
    return { all: scope.metrics(first?.text ?? '') };
  }
  if (name === 'FILL' && first && second?.kind === 'name' && second.name === 'REPEAT') {
    return repeated(evaluateExpression(first, scope));
  }
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (!known) throw new ExpressionError(`the local AWS does not know the function ${name}`);
  const [arity, run] = known;
  if (args.length !== arity) throw new ExpressionError(`${name} takes ${arity} arguments, not ${args.length}`);
  return run(
    args.map((arg) => evaluateExpression(arg, scope)),
    scope,
  );
}

function manyOf(value: Value): readonly TimeSeries[] {
  if (typeof value === 'number') throw new ExpressionError('a list is of time series, not of numbers');
  return isMany(value) ? value.all : [value];
}

/** The ids that an expression names. */
export const idsIn = (expression: Expression): string[] =>
  partsOf(expression).flatMap((part) => (part.kind === 'name' && part.name !== 'REPEAT' ? [part.name] : []));

/** Whether it takes all metrics, or those whose id holds a text. */
export const takesMetrics = (expression: Expression): boolean =>
  partsOf(expression).some((part) => part.kind === 'call' && part.name === 'METRICS');

/** The expression and all that it is made of. */
function partsOf(expression: Expression): Expression[] {
  switch (expression.kind) {
    case 'negative':
      return [expression, ...partsOf(expression.operand)];
    case 'binary':
      return [expression, ...partsOf(expression.left), ...partsOf(expression.right)];
    case 'list':
      return [expression, ...expression.items.flatMap(partsOf)];
    case 'call':
      return [expression, ...expression.args.flatMap(partsOf)];
    default:
      return [expression];
  }
}
