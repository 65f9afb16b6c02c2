import { RejectedValue } from '../../engine/rejection.ts';
import { utf8Text } from '../utf8.ts';

const BYTE_ORDER_MARK = 0xfeff;

/**
 * The JSON object in bytes `[start, end)`.
 *
 * JSON numbers become doubles: a whole number beyond 2^53 loses digits before any schema sees it. Where such numbers or exact
 * decimals occur let the schema ask for text (`"type": "string"` with a pattern) and sum it with a declared scale.
 *
 * @throws RejectedValue where they hold something else
 */
export function jsonObject(buffer: Buffer, start: number, end: number): Readonly<Record<string, unknown>> {
  const text = utf8Text(buffer, start, end);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new RejectedValue('UNDECODABLE', describeSyntax(text, error));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RejectedValue('UNDECODABLE', `the record must hold one JSON object, got ${kindOf(value)}`);
  }
  return value as Readonly<Record<string, unknown>>;
}

/** What a JSON value is, for a message that must not tell the value. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Where the JSON ends to be JSON. The parser's own message quotes the record, so only its position is taken. */
function describeSyntax(text: string, error: unknown): string {
  if (text === '') return 'the record is empty';
  if (text.charCodeAt(0) === BYTE_ORDER_MARK)
    return 'the record starts with a byte order mark, which JSON does not allow';
  const position = error instanceof Error ? /at position (\d+)/.exec(error.message)?.[1] : undefined;
  return position === undefined ? 'the record is not JSON' : `the record is not JSON from character ${position} on`;
}
