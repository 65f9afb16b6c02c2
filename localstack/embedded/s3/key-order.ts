/** S3 lists keys by their UTF-8 bytes, which is not the order of JavaScript's strings. */
export function compareKeys(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

export function sortedKeys(keys: Iterable<string>): string[] {
  return Array.from(keys, (key) => ({ key, bytes: Buffer.from(key) }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    .map(({ key }) => key);
}
