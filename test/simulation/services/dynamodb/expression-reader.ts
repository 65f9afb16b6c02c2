import type { ExpressionKind, NameOf, Values } from './expression.ts';
import { invalid, notSimulated } from './refusals.ts';

const TOKEN = /\s*([A-Za-z]\w*|\d+|[#:]\w+|<>|<=|>=|[=<>(),+\-.[\]])/y;
const WORD = /^[A-Za-z]/;
const KEYWORDS = new Set(['AND', 'OR', 'NOT', 'BETWEEN', 'IN', 'SET', 'REMOVE', 'ADD', 'DELETE']);

/** Reads the text of an expression from left to right, and notes what it refers to. Errors are ValidationExceptions. */
export class ExpressionReader {
  readonly kind: ExpressionKind;
  readonly names = new Set<string>();
  readonly values = new Set<string>();
  readonly attributes: NameOf[] = [];
  readonly checks: ((values: Values) => void)[] = [];
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(kind: ExpressionKind, text: string) {
    this.kind = kind;
    this.#tokens = this.#tokensOf(text);
  }

  /** The next token, in capitals where it is a keyword; empty at the end. */
  get next(): string {
    const token = this.#tokens[this.#at] ?? '';
    const capitals = token.toUpperCase();
    return KEYWORDS.has(capitals) ? capitals : token;
  }

  /** Steps over the next token where it is this one. */
  take(token: string): boolean {
    if (this.next !== token) return false;
    this.#at += 1;
    return true;
  }

  expect(token: string): void {
    if (!this.take(token)) this.fail();
  }

  /** The name of the function that is called here, if one is. */
  get called(): string | undefined {
    const { next } = this;
    return WORD.test(next) && !KEYWORDS.has(next) && this.#tokens[this.#at + 1] === '(' ? next : undefined;
  }

  /** Steps into the call of a function, behind its opening parenthesis. @returns its name, `undefined` where none is called */
  call(): string | undefined {
    const { called } = this;
    if (called !== undefined) this.#at += 2;
    return called;
  }

  isAtValue(): boolean {
    return this.next.startsWith(':');
  }

  /** A reference such as `:value`. */
  value(): string {
    const { next } = this;
    if (!this.isAtValue()) this.fail();
    this.#at += 1;
    this.values.add(next);
    return next;
  }

  /** The name of an attribute, or a reference to it such as `#name`. */
  attribute(): NameOf {
    const { next } = this;
    const isReference = next.startsWith('#');
    if (!isReference && (!WORD.test(next) || KEYWORDS.has(next))) this.fail();
    this.#at += 1;
    if (this.next === '.' || this.next === '[') throw notSimulated('paths into documents');
    if (isReference) this.names.add(next);
    const nameOf: NameOf = isReference ? (names) => names[next] ?? '' : () => next;
    this.attributes.push(nameOf);
    return nameOf;
  }

  end(): void {
    if (this.#at < this.#tokens.length) this.fail();
  }

  fail(): never {
    const near = this.#tokens.slice(Math.max(0, this.#at - 1), this.#at + 2).join(' ');
    return this.refuse(`Syntax error; token: "${this.next || '<EOF>'}", near: "${near}"`);
  }

  refuse(problem: string): never {
    throw invalid(`Invalid ${this.kind}: ${problem}`);
  }

  #tokensOf(text: string): string[] {
    const trimmed = text.trimEnd();
    if (trimmed === '') this.refuse('The expression can not be empty;');
    const tokens: string[] = [];
    TOKEN.lastIndex = 0;
    for (let at = 0; at < trimmed.length; at = TOKEN.lastIndex) {
      const [, token] =
        TOKEN.exec(trimmed) ?? this.refuse(`Syntax error; token: "${trimmed.slice(at).trim().charAt(0)}"`);
      tokens.push(token ?? '');
    }
    return tokens;
  }
}
