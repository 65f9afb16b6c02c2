/**
 * One sentence of a port's contract. A contract is a list of them, so that it can be run by vitest, and against a broken adapter to
 * see that it goes red.
 */
export interface Check<Fixture> {
  readonly name: string;
  /** Rejects where the sentence does not hold. Each check gets a fixture of its own. */
  run(fixture: Fixture): Promise<void>;
}

/** Makes an adapter with nothing in it. */
export type MakeFixture<Fixture> = () => Fixture | Promise<Fixture>;

/** Names of the checks that fail. */
export async function failuresOf<Fixture>(
  checks: readonly Check<Fixture>[],
  makeFixture: MakeFixture<Fixture>,
): Promise<string[]> {
  const failures: string[] = [];
  for (const check of checks) {
    const fixture = await makeFixture();
    await check.run(fixture).catch(() => failures.push(check.name));
  }
  return failures;
}

/** Everything that an async iterable gives. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
