import { Unsound } from '../unsound.ts';

export interface Token {
  readonly kind: 'name' | 'number' | 'text' | 'symbol' | 'end';
  /** Of a text what it says, else what is written. */
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

const SPACE = /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /0[xX][0-9a-fA-F]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const TEXT = /"(?:[^"\\\n]|\\[^\n])*"|'(?:[^'\\\n]|\\[^\n])*'/y;
const SYMBOL = /[{}()[\]<>=;,.:+\-/]/y;

/**
 * The tokens of a `.proto` file, the last of kind `end`; comments are left out.
 *
 * @throws Unsound with its line
 */
export function tokensOf(definition: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(definition)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  for (;;) {
    line += newlinesIn(take(SPACE) ?? '');
    if (at >= definition.length) return [...tokens, { kind: 'end', text: '', line }];
    tokens.push({ ...nextToken(take, definition, at, line), line });
  }
}

function nextToken(
  take: (pattern: RegExp) => string | undefined,
  definition: string,
  at: number,
  line: number,
): Pick<Token, 'kind' | 'text'> {
  const name = take(NAME);
  if (name !== undefined) return { kind: 'name', text: name };
  const number = take(NUMBER);
  if (number !== undefined) return { kind: 'number', text: number };
  const text = take(TEXT);
  if (text !== undefined) return { kind: 'text', text: text.slice(1, -1) };
  const symbol = take(SYMBOL);
  if (symbol !== undefined) return { kind: 'symbol', text: symbol };
  const found = definition[at] ?? '';
  const what = found === '"' || found === "'" ? 'a text without its end' : `${JSON.stringify(found)} has no place here`;
  throw new Unsound(`line ${line}: ${what}`);
}

function newlinesIn(text: string): number {
  return text.split('\n').length - 1;
}

/** The file without its comments and white space: one text for all ways to write the same. */
export function canonicalProto(definition: string): string {
  return tokensOf(definition)
    .map(({ kind, text }) => (kind === 'text' ? `"${text.replaceAll(/\\?"/g, '\\"')}"` : text))
    .join(' ')
    .trim();
}
