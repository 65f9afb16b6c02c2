import type { DecodedPayload } from '../../src/client/index.ts';
import { jsonText } from '../../src/client/json-text.ts';
import type { PayloadView } from '../api/views.ts';

const MOST_BYTES = 512;
const BYTES_PER_LINE = 16;

/** What a letter's bytes say, for a person. */
export function payloadView(payload: DecodedPayload, bytes: Uint8Array): PayloadView {
  switch (payload.kind) {
    case 'event':
      return { title: payload.eventType, text: jsonText(payload.event, 2) };
    case 'packed':
      return { title: `${payload.events.length} events in one record`, text: jsonText(payload.events, 2) };
    case 'json':
      return { title: `JSON; ${payload.problem}`, text: jsonText(payload.value, 2) };
    case 'bytes':
      return { title: `${bytes.length} bytes; ${payload.problem}`, text: dump(bytes) };
  }
}

/** The first bytes in hexadecimal, and what of them is printable. */
function dump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < Math.min(bytes.length, MOST_BYTES); at += BYTES_PER_LINE) {
    const line = [...bytes.subarray(at, at + BYTES_PER_LINE)];
    const hex = line.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = line.map((byte) => (byte > 0x1f && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${hex.padEnd(BYTES_PER_LINE * 3)} ${text}`);
  }
  return lines.join('\n');
}
