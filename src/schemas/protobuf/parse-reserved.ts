import type { ReservedSyntax } from './proto-syntax.ts';
import type { TokenCursor } from './token-cursor.ts';

/** `reserved 2, 5 to 8, 20 to max;` or `reserved "a", "b";`, of which `reserved` has been taken. */
export function parseReserved(cursor: TokenCursor, reserved: ReservedSyntax, max: number): void {
  if (cursor.token.kind === 'text') {
    do reserved.names.push(cursor.text('a name'));
    while (cursor.takes(','));
  } else {
    do {
      const from = cursor.integer('a number');
      let to = from;
      if (cursor.takes('to')) to = cursor.takes('max') ? max : cursor.integer('a number');
      reserved.ranges.push({ from, to });
    } while (cursor.takes(','));
  }
  cursor.expect(';');
}
