/** How one thing was found. */
export interface Check {
  /** What was looked at, in a word or two. */
  readonly name: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly found: string;
  /** What to do about it; undefined where nothing is to be done. */
  readonly cure?: string;
}

export function ok(name: string, found: string): Check {
  return { name, state: 'ok', found };
}

export function warn(name: string, found: string, cure: string): Check {
  return { name, state: 'warn', found, cure };
}

export function fail(name: string, found: string, cure: string): Check {
  return { name, state: 'fail', found, cure };
}
