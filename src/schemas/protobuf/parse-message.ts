import { withMaps } from './map-entries.ts';
import { parseEnum } from './parse-enum.ts';
import { parseOption, parseOptions } from './parse-option.ts';
import { parseReserved } from './parse-reserved.ts';
import { type FieldSyntax, type MessageSyntax, noneReserved } from './proto-syntax.ts';
import type { TokenCursor } from './token-cursor.ts';

/** Messages within messages; the compiler takes no more either. */
const MAX_NESTING = 32;
/** The highest number of a field (Protocol Buffers, "Assigning Field Numbers"). */
const MAX_NUMBER = 536_870_911;

/** `message Name { … }`, of which `message` has been taken. */
export function parseMessage(cursor: TokenCursor, depth: number): MessageSyntax {
  const { line } = cursor.token;
  const name = cursor.name('the name of the message');
  if (depth > MAX_NESTING) cursor.failAt(line, `messages are nested deeper than ${MAX_NESTING} levels`);
  const message: MessageSyntax = {
    name,
    line,
    fields: [],
    oneofs: [],
    messages: [],
    enums: [],
    reserved: noneReserved(),
    isMapEntry: false,
  };
  cursor.expect('{');
  while (!cursor.takes('}')) parseMember(cursor, message, depth);
  return withMaps(message);
}

function parseMember(cursor: TokenCursor, message: MessageSyntax, depth: number): void {
  const { line } = cursor.token;
  if (cursor.takes(';')) return;
  // A type of that name would be followed by the field's name and "=".
  const isKeyword = cursor.following.kind !== 'symbol' || cursor.following.text !== '.';
  if (isKeyword && cursor.takes('message')) message.messages.push(parseMessage(cursor, depth + 1));
  else if (isKeyword && cursor.takes('enum')) message.enums.push(parseEnum(cursor));
  else if (isKeyword && cursor.takes('oneof')) parseOneof(cursor, message);
  else if (isKeyword && cursor.takes('option')) parseMessageOption(cursor, message);
  else if (isKeyword && cursor.takes('reserved')) parseReserved(cursor, message.reserved, MAX_NUMBER);
  else if (cursor.is('extensions') || cursor.is('extend')) {
    cursor.failAt(line, 'extensions are not taken by the registry: write the fields into the message');
  } else message.fields.push(parseField(cursor, undefined));
}

function parseMessageOption(cursor: TokenCursor, message: MessageSyntax): void {
  const { name, value } = parseOption(cursor);
  if (name === 'map_entry') message.isMapEntry = value === 'true';
}

function parseOneof(cursor: TokenCursor, message: MessageSyntax): void {
  const { line } = cursor.token;
  const name = cursor.name('the name of the oneof');
  message.oneofs.push({ name, line });
  cursor.expect('{');
  const before = message.fields.length;
  while (!cursor.takes('}')) {
    if (cursor.takes(';')) continue;
    if (cursor.is('option') && cursor.following.text !== '.') {
      cursor.next();
      parseOption(cursor);
    } else message.fields.push(parseField(cursor, name));
  }
  if (message.fields.length === before) cursor.failAt(line, `oneof "${name}" has no field`);
}

function parseField(cursor: TokenCursor, oneof: string | undefined): FieldSyntax {
  const { line } = cursor.token;
  const label = parseLabel(cursor);
  if (cursor.is('group')) cursor.failAt(line, 'groups are not taken by the registry: use a message');
  const { keyType, typeName } = parseType(cursor);
  if (keyType !== undefined && (label !== undefined || oneof !== undefined)) {
    cursor.failAt(line, 'a map is neither repeated nor optional, nor part of a oneof');
  }
  if (oneof !== undefined && label !== undefined) cursor.failAt(line, `a field of a oneof is not "${label}"`);
  const name = cursor.name('the name of the field');
  cursor.expect('=');
  const number = cursor.integer('the number of the field');
  const options = parseOptions(cursor);
  cursor.expect(';');
  if (number < 1 || number > MAX_NUMBER)
    cursor.failAt(line, `field "${name}": numbers go from 1 to ${MAX_NUMBER}, got ${number}`);
  const hasDefault = options.some((option) => option.name === 'default');
  return { name, number, line, label, oneof, keyType, typeName, hasDefault };
}

function parseLabel(cursor: TokenCursor): FieldSyntax['label'] {
  const { following } = cursor;
  if (following.kind === 'symbol' && following.text !== '.') return undefined;
  for (const label of ['required', 'optional', 'repeated'] as const) {
    if (cursor.takes(label)) return label;
  }
  return undefined;
}

function parseType(cursor: TokenCursor): Pick<FieldSyntax, 'keyType' | 'typeName'> {
  if (!cursor.is('map') || cursor.following.text !== '<') {
    return { keyType: undefined, typeName: cursor.dottedName('the type of a field') };
  }
  cursor.next();
  cursor.expect('<');
  const keyType = cursor.name('the type of keys');
  cursor.expect(',');
  const typeName = cursor.dottedName('the type of values');
  cursor.expect('>');
  return { keyType, typeName };
}
