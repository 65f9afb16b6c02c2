/** What JSON has no notation for goes as `{"$bigint": "-1"}`, `{"$hex": "00ff"}`, `{"$number": "NaN"}`. */

/** A line of JSON. */
export function writeTagged(value: unknown): string {
  return JSON.stringify(tagged(value));
}

/** What a line of JSON holds. @throws SyntaxError */
export function readTagged(text: string): unknown {
  return JSON.parse(text, (_name, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value;
    if ('$bigint' in value && typeof value.$bigint === 'string') return BigInt(value.$bigint);
    if ('$hex' in value && typeof value.$hex === 'string') return Buffer.from(value.$hex, 'hex');
    if ('$number' in value) return Number(value.$number);
    return value;
  });
}

// `JSON.stringify` asks a replacer only after a Buffer has turned itself into something else.
function tagged(value: unknown): unknown {
  if (typeof value === 'bigint') return { $bigint: String(value) };
  if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) };
  if (Buffer.isBuffer(value)) return { $hex: value.toString('hex') };
  if (Array.isArray(value)) return value.map(tagged);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, tagged(inner)]));
}
