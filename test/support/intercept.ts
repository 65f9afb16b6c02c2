/** One call of a port's operation. */
export interface Operation {
  readonly name: string;
  readonly args: readonly unknown[];
}

/** Called for each operation; decides whether and when `perform` runs, and what the caller gets. */
export type Around = (operation: Operation, perform: () => Promise<unknown>) => Promise<unknown>;

/** Operations that answer page by page; each page is one operation. */
const PAGED = new Set([
  'bucketsOf',
  'marksThrough',
  'claimsAfter',
  'claimsSince',
  'claimsThrough',
  'redrivesOf',
  'recordsBetween',
  'windowsThrough',
  'unstampedPartials',
]);

/** The port with `around` about each of its operations. */
export function intercept<P extends object>(port: P, around: Around): P {
  return new Proxy(port, {
    get(target, member) {
      const value: unknown = Reflect.get(target, member);
      if (typeof value !== 'function') return value;
      const name = String(member);
      return (...args: readonly unknown[]) => {
        const call = (): unknown => Reflect.apply(value, target, args);
        if (!PAGED.has(name)) return around({ name, args }, async () => call());
        return pages({ name, args }, call, around);
      };
    },
  });
}

async function* pages(operation: Operation, call: () => unknown, around: Around): AsyncGenerator<unknown, void> {
  // Paged operations return an async iterable: the ports say so.
  const iterator = (call() as AsyncIterable<unknown>)[Symbol.asyncIterator]();
  for (;;) {
    const page = (await around(operation, () => iterator.next())) as IteratorResult<unknown>;
    if (page.done) return;
    yield page.value;
  }
}
