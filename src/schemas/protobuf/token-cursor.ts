import { quoted, Unsound } from '../unsound.ts';
import { type Token, tokensOf } from './proto-tokens.ts';

const END: Token = { kind: 'end', text: '', line: 1 };

/** Goes through the tokens of a file. Every method that expects something throws Unsound, with the line, where it is not there. */
export class TokenCursor {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(definition: string) {
    this.#tokens = tokensOf(definition);
  }

  get token(): Token {
    return this.#tokens[this.#at] ?? END;
  }

  /** The token after this one. */
  get following(): Token {
    return this.#tokens[this.#at + 1] ?? END;
  }

  next(): Token {
    const { token } = this;
    this.#at += 1;
    return token;
  }

  is(text: string): boolean {
    const { kind } = this.token;
    return kind !== 'text' && kind !== 'end' && this.token.text === text;
  }

  /** Takes the token if it is this one. */
  takes(text: string): boolean {
    const isThere = this.is(text);
    if (isThere) this.#at += 1;
    return isThere;
  }

  expect(text: string): void {
    if (!this.takes(text)) this.fail(`${quoted(text)} must follow`);
  }

  name(what: string): string {
    if (this.token.kind !== 'name') this.fail(`${what} must follow`);
    return this.next().text;
  }

  /** A name with dots, one of them perhaps before it. */
  dottedName(what: string): string {
    let name = this.takes('.') ? '.' : '';
    name += this.name(what);
    while (this.takes('.')) name += `.${this.name(what)}`;
    return name;
  }

  text(what: string): string {
    if (this.token.kind !== 'text') this.fail(`${what} must follow, in quotes`);
    let text = this.next().text;
    while (this.token.kind === 'text') text += this.next().text;
    return text;
  }

  /** A whole number: decimal, octal or hexadecimal. */
  integer(what: string): number {
    const sign = this.takes('-') ? -1 : 1;
    const { kind, text } = this.token;
    const isOctal = /^0[0-7]+$/.test(text);
    const value = isOctal ? Number.parseInt(text, 8) : Number(text);
    if (kind !== 'number' || !Number.isSafeInteger(value) || /[.eE]/.test(text.replace(/^0[xX].*/, ''))) {
      this.fail(`${what} must follow, a whole number`);
    }
    this.#at += 1;
    return sign * value;
  }

  /** Steps over `{…}` and the like, whatever is in it. */
  skipBlock(): void {
    let depth = 0;
    do {
      const { kind, text } = this.next();
      if (kind === 'end') this.fail('a bracket is not closed');
      if (kind === 'symbol' && '{[(<'.includes(text)) depth += 1;
      if (kind === 'symbol' && '}])>'.includes(text)) depth -= 1;
    } while (depth > 0);
  }

  fail(problem: string): never {
    const { kind, text, line } = this.token;
    const found = kind === 'end' ? 'the end of the file' : quoted(text);
    throw new Unsound(`line ${line}: ${problem}, found ${found}`);
  }

  failAt(line: number, problem: string): never {
    throw new Unsound(`line ${line}: ${problem}`);
  }
}
