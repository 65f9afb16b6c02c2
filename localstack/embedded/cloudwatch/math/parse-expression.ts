import { ExpressionError } from './expression-error.ts';
import { type Token, tokensOf } from './tokens.ts';

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly text: string }
  /** A metric or another expression by its id; as an argument of FILL also REPEAT. */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'negative'; readonly operand: Expression }
  | { readonly kind: 'binary'; readonly operator: Operator; readonly left: Expression; readonly right: Expression };

export type Operator = (typeof LEVELS)[number][number];

/** Operators by how loosely they bind. */
const LEVELS = [['OR'], ['AND'], ['==', '!=', '<', '<=', '>', '>='], ['+', '-'], ['*', '/'], ['^']] as const;

/** Reads a metric math expression (CloudWatch user guide, "Metric math syntax and functions"). @throws ExpressionError */
export function parseExpression(text: string): Expression {
  const tokens = tokensOf(text);
  let at = 0;
  const fail = (): never => {
    const token = tokens[at];
    throw new ExpressionError(
      token ? `unexpected ${shown(token)} in: ${text}` : `the expression ends too soon: ${text}`,
    );
  };
  const isNext = (symbol: string) => {
    const token = tokens[at];
    return token?.kind === 'symbol' && token.symbol === symbol;
  };
  const take = (symbol: string) => {
    if (!isNext(symbol)) return false;
    at += 1;
    return true;
  };

  const binary = (level: number): Expression => {
    const operators = LEVELS[level];
    if (operators === undefined) return unary();
    let left = binary(level + 1);
    for (;;) {
      const operator = operators.find(take);
      if (operator === undefined) return left;
      left = { kind: 'binary', operator, left, right: binary(level + 1) };
    }
  };
  const unary = (): Expression => (take('-') ? { kind: 'negative', operand: unary() } : primary());
  const listUpTo = (end: string): Expression[] => {
    const items: Expression[] = [];
    while (!take(end)) {
      if (items.length > 0 && !take(',')) fail();
      items.push(binary(0));
    }
    return items;
  };
  const primary = (): Expression => {
    const token = tokens[at];
    if (token === undefined) return fail();
    if (take('(')) {
      const inner = binary(0);
      return take(')') ? inner : fail();
    }
    if (take('[')) return { kind: 'list', items: listUpTo(']') };
    if (token.kind === 'symbol') return fail();
    at += 1;
    if (token.kind !== 'name') return token;
    return take('(') ? { kind: 'call', name: token.name, args: listUpTo(')') } : token;
  };

  const expression = binary(0);
  return at === tokens.length ? expression : fail();
}

function shown(token: Token): string {
  if (token.kind === 'symbol') return token.symbol;
  if (token.kind === 'number') return String(token.value);
  return token.kind === 'name' ? token.name : `"${token.text}"`;
}
