const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * 32-bit FNV-1a over UTF-16 code units, with a final avalanche so that low bits are usable as slots. Part of every layout:
 * changing it would move keys between buckets, so a golden test pins its values.
 */
export function hash32(text: string): number {
  let hash = FNV_OFFSET;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), FNV_PRIME);
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  return hash >>> 0;
}

/** 64 bits in 16 hexadecimal digits, for fingerprints of definitions and names; not for secrets. */
export function fingerprint64(text: string): string {
  const mask = (1n << 64n) - 1n;
  let hash = 0xcbf29ce484222325n;
  for (let index = 0; index < text.length; index += 1) {
    hash = ((hash ^ BigInt(text.charCodeAt(index))) * 0x100000001b3n) & mask;
  }
  return hash.toString(16).padStart(16, '0');
}

/** 64 bits as two unsigned halves: what is kept of an event's id. */
export interface Fingerprint {
  readonly high: number;
  readonly low: number;
}

/**
 * 64-bit fingerprint of a text, fast enough for one an event where `fingerprint64` is not: by two multiplicative hashes over its UTF-16 code units that are mixed into each other at the end.
 * Stored: changing it would make known ids unknown, so a golden test pins its values. Spreads ids as they come; not proof against a
 * sender who looks for two texts with the same one.
 */
export function fingerprintOf(text: string): Fingerprint {
  let high = 0xdeadbeef ^ text.length;
  let low = 0x41c6ce57 ^ text.length;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 0x9e3779b1);
    low = Math.imul(low ^ code, 0x5f356495);
    high ^= high >>> 15;
    low ^= low >>> 13;
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  return { high: high >>> 0, low: low >>> 0 };
}
