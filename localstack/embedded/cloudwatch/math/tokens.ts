import { ExpressionError } from './expression-error.ts';

export type Token =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'symbol'; readonly symbol: string };

const PATTERN =
  /\s+|(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+)|(?<name>[A-Za-z_]\w*)|(?<quoted>"[^"]*"|'[^']*')|(?<symbol>&&|\|\||==|!=|<=|>=|[-+*/^<>(),[\]])/y;
/** Other ways to write an operator. */
const SYNONYMS: Readonly<Record<string, string>> = { '&&': 'AND', '||': 'OR' };

/** Cuts an expression into its tokens. @throws ExpressionError */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    PATTERN.lastIndex = at;
    const groups = PATTERN.exec(text)?.groups;
    if (!groups) throw new ExpressionError(`unexpected "${text.charAt(at)}" at ${at + 1} of: ${text}`);
    at = PATTERN.lastIndex;
    const { number, name, quoted, symbol } = groups;
    if (number !== undefined) tokens.push({ kind: 'number', value: Number(number) });
    if (name !== undefined)
      tokens.push(/^(AND|OR)$/.test(name) ? { kind: 'symbol', symbol: name } : { kind: 'name', name });
    if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted.slice(1, -1) });
    if (symbol !== undefined) tokens.push({ kind: 'symbol', symbol: SYNONYMS[symbol] ?? symbol });
  }
  return tokens;
}
