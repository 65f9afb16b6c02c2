import { parseEnum } from './parse-enum.ts';
import { parseMessage } from './parse-message.ts';
import { parseOption } from './parse-option.ts';
import { parseService } from './parse-service.ts';
import type { FileSyntax } from './proto-syntax.ts';
import { TokenCursor } from './token-cursor.ts';

/** @throws Unsound for what is no proto2 or proto3 file, or has extensions or groups, which the registry does not take */
export function parseFile(definition: string): FileSyntax {
  const cursor = new TokenCursor(definition);
  const file: FileSyntax = { syntax: 'proto2', packageName: '', imports: [], messages: [], enums: [], services: [] };
  if (cursor.takes('syntax')) parseSyntax(cursor, file);
  while (cursor.token.kind !== 'end') parseStatement(cursor, file);
  return file;
}

function parseSyntax(cursor: TokenCursor, file: FileSyntax): void {
  cursor.expect('=');
  const { line } = cursor.token;
  const syntax = cursor.text('"proto2" or "proto3"');
  if (syntax !== 'proto2' && syntax !== 'proto3')
    cursor.failAt(line, `syntax is "proto2" or "proto3", got "${syntax}"`);
  file.syntax = syntax;
  cursor.expect(';');
}

function parseStatement(cursor: TokenCursor, file: FileSyntax): void {
  const { line, text } = cursor.token;
  if (cursor.takes(';')) return;
  cursor.name('a message, an enum or a service');
  switch (text) {
    case 'package':
      if (file.packageName !== '') cursor.failAt(line, 'a file has one package');
      file.packageName = cursor.dottedName('the name of the package');
      cursor.expect(';');
      break;
    case 'import':
      if (!cursor.takes('public')) cursor.takes('weak');
      file.imports.push(cursor.text('the path of a file'));
      cursor.expect(';');
      break;
    case 'option':
      parseOption(cursor);
      break;
    case 'message':
      file.messages.push(parseMessage(cursor, 0));
      break;
    case 'enum':
      file.enums.push(parseEnum(cursor));
      break;
    case 'service':
      file.services.push(parseService(cursor));
      break;
    default:
      cursor.failAt(line, whyNoStatement(text));
  }
}

function whyNoStatement(text: string): string {
  switch (text) {
    case 'extend':
      return 'extensions are not taken by the registry: write the fields into the message';
    case 'edition':
      return 'editions are not taken by the registry: begin with syntax = "proto3";';
    case 'syntax':
      return '"syntax" must be the first statement';
    default:
      return `"${text}" is no statement of a .proto file`;
  }
}
