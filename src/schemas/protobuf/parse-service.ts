import { parseOption } from './parse-option.ts';
import type { MethodSyntax, ServiceSyntax, SideSyntax } from './proto-syntax.ts';
import type { TokenCursor } from './token-cursor.ts';

/** `service Name { … }`, of which `service` has been taken. */
export function parseService(cursor: TokenCursor): ServiceSyntax {
  const { line } = cursor.token;
  const service: ServiceSyntax = { name: cursor.name('the name of the service'), line, methods: [] };
  cursor.expect('{');
  while (!cursor.takes('}')) {
    if (cursor.takes(';')) continue;
    if (cursor.takes('option')) parseOption(cursor);
    else service.methods.push(parseMethod(cursor));
  }
  return service;
}

function parseMethod(cursor: TokenCursor): MethodSyntax {
  cursor.expect('rpc');
  const { line } = cursor.token;
  const name = cursor.name('the name of the method');
  const request = parseSide(cursor);
  cursor.expect('returns');
  const response = parseSide(cursor);
  if (cursor.is('{')) cursor.skipBlock();
  else cursor.expect(';');
  return { name, line, request, response };
}

function parseSide(cursor: TokenCursor): SideSyntax {
  cursor.expect('(');
  const isStream = cursor.following.text !== ')' && cursor.takes('stream');
  const typeName = cursor.dottedName('the name of a message');
  cursor.expect(')');
  return { typeName, isStream };
}
