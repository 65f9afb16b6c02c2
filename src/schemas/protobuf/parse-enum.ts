import { parseOption, parseOptions } from './parse-option.ts';
import { parseReserved } from './parse-reserved.ts';
import { type EnumSyntax, noneReserved } from './proto-syntax.ts';
import type { TokenCursor } from './token-cursor.ts';

const MAX_NUMBER = 0x7fffffff;

/** `enum Name { … }`, of which `enum` has been taken. */
export function parseEnum(cursor: TokenCursor): EnumSyntax {
  const { line } = cursor.token;
  const result: EnumSyntax = {
    name: cursor.name('the name of the enum'),
    line,
    values: [],
    allowsAlias: false,
    reserved: noneReserved(),
  };
  cursor.expect('{');
  while (!cursor.takes('}')) parseMember(cursor, result);
  if (result.values.length === 0) cursor.failAt(line, `enum "${result.name}" has no value`);
  return result;
}

function parseMember(cursor: TokenCursor, result: EnumSyntax): void {
  if (cursor.takes(';')) return;
  const isValue = cursor.following.text === '=';
  if (!isValue && cursor.takes('option')) {
    const { name, value } = parseOption(cursor);
    if (name === 'allow_alias') result.allowsAlias = value === 'true';
    return;
  }
  if (!isValue && cursor.takes('reserved')) {
    parseReserved(cursor, result.reserved, MAX_NUMBER);
    return;
  }
  const { line } = cursor.token;
  const name = cursor.name('the name of a value');
  cursor.expect('=');
  const number = cursor.integer('the number of the value');
  if (number > MAX_NUMBER || number < -MAX_NUMBER - 1)
    cursor.failAt(line, `value "${name}": ${number} does not fit into 32 bits`);
  parseOptions(cursor);
  cursor.expect(';');
  result.values.push({ name, number, line });
}
