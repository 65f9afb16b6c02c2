import { RejectedValue } from '../../engine/rejection.ts';

const MAX_VARINT_BYTES = 10;

/**
 * Steps over the index before a message, a plain varint; returns where the message begins.
 *
 * @param expected the index of the event's message
 * @param names the file's messages by index
 * @throws RejectedValue where it is another's
 */
export function readIndex(
  buffer: Buffer,
  start: number,
  end: number,
  expected: number,
  names: readonly string[],
): number {
  // Most files have fewer than 128 messages, whose index is one byte.
  if (start < end && buffer[start] === expected && expected < 0x80) return start + 1;
  let index = 0;
  let scale = 1;
  for (let at = start; at < Math.min(end, start + MAX_VARINT_BYTES); at += 1) {
    const byte = buffer[at] ?? 0;
    index += (byte & 0x7f) * scale;
    scale *= 0x80;
    if (byte >= 0x80) continue;
    if (index === expected) return at + 1;
    throw new RejectedValue('UNDECODABLE', describeOther(index, expected, names));
  }
  throw new RejectedValue('UNDECODABLE', 'the record does not say which message of its schema it holds');
}

function describeOther(index: number, expected: number, names: readonly string[]): string {
  const name = names[index];
  if (name === undefined) return `the record holds message ${index} of its schema, which has ${names.length}`;
  return `the record holds message "${name}" of its schema, the event is "${names[expected]}"`;
}
