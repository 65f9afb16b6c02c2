/** Waits that double from `firstMs` to `capMs`. AWS does not publish its own; recorded runs grow about so, but slower. */
export interface BackOff {
  readonly firstMs: number;
  readonly capMs: number;
}

/** The wait after the `failures`-th failure in a row, counted from 1. */
export const backOffMs = ({ firstMs, capMs }: BackOff, failures: number): number =>
  Math.min(capMs, firstMs * 2 ** Math.min(failures - 1, 30));
