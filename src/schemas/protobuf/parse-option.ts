import type { TokenCursor } from './token-cursor.ts';

/** An option by its name and the words of its value; `undefined` for values in braces. */
export interface Option {
  readonly name: string;
  readonly value: string | undefined;
}

/** `option name = value;`, of which `option` has been taken. */
export function parseOption(cursor: TokenCursor): Option {
  const option = parseAssignment(cursor);
  cursor.expect(';');
  return option;
}

/** `[name = value, …]`, where there are some. */
export function parseOptions(cursor: TokenCursor): readonly Option[] {
  const options: Option[] = [];
  if (!cursor.takes('[')) return options;
  do options.push(parseAssignment(cursor));
  while (cursor.takes(','));
  cursor.expect(']');
  return options;
}

function parseAssignment(cursor: TokenCursor): Option {
  let name = '';
  do {
    if (cursor.takes('(')) {
      name += `(${cursor.dottedName('the name of an option')})`;
      cursor.expect(')');
    } else name += cursor.name('the name of an option');
    if (cursor.is('.')) name += '.';
  } while (cursor.takes('.'));
  cursor.expect('=');
  return { name, value: parseValue(cursor) };
}

function parseValue(cursor: TokenCursor): string | undefined {
  if (cursor.is('{')) {
    cursor.skipBlock();
    return undefined;
  }
  if (cursor.token.kind === 'text') return cursor.text('a value');
  const sign = cursor.takes('-') ? '-' : '';
  if (sign === '') cursor.takes('+');
  if (cursor.token.kind === 'name') return sign + cursor.dottedName('a value');
  if (cursor.token.kind !== 'number') cursor.fail('a value must follow');
  return sign + cursor.next().text;
}
