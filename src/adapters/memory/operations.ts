/**
 * Called around each operation of a memory twin. May throw, or wait: `before` stands for a request that never arrived, `after` for
 * an answer that was lost although the operation took effect.
 */
export type Fault = (operation: string, when: 'before' | 'after') => void | Promise<void>;

/** Runs operations one by one, as a service would: what an operation does is done at one instant. */
export interface Operations {
  /** How often each operation was called. */
  readonly counts: ReadonlyMap<string, number>;
  run<T>(operation: string, work: () => T): Promise<T>;
}

export function makeOperations(fault?: Fault): Operations {
  const counts = new Map<string, number>();
  return {
    counts,
    async run(operation, work) {
      counts.set(operation, (counts.get(operation) ?? 0) + 1);
      await fault?.(operation, 'before');
      const outcome = work();
      await fault?.(operation, 'after');
      return outcome;
    },
  };
}
