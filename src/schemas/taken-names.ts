const TAKEN: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** What every JavaScript object has: readers keep names as keys of objects, and would find something under these. */
export function isTaken(name: string): boolean {
  return TAKEN.has(name);
}
