const BYTES_PER_LINE = 16;

/** The first bytes as people read them: place, hexadecimal, and what is printable ASCII. */
export function hexDump(bytes: Uint8Array, most: number): string[] {
  const lines: string[] = [];
  for (let at = 0; at < Math.min(bytes.length, most); at += BYTES_PER_LINE) {
    const part = bytes.subarray(at, Math.min(at + BYTES_PER_LINE, most));
    const hex = [...part].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = [...part].map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${at.toString(16).padStart(6, '0')}  ${hex.padEnd(BYTES_PER_LINE * 3 - 1)}  ${text}`);
  }
  return lines;
}
