/**
 * JSON of whatever an event may hold: whole numbers beyond 2^53 as text, so that no reader rounds them, bytes as base64, and what is no
 * number as its name.
 *
 * @param indent spaces; default: all on one line
 */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(asJson(value), null, indent) ?? 'null';
}

function asJson(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(asJson);
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return Object.fromEntries(entries.map(([name, member]) => [String(name), asJson(member)]));
}
