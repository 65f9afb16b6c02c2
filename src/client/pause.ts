import type { Clock } from '../ports/clock.ts';

/** Waits, until `signal` is aborted at most. The clock's own wait goes on behind it. */
export async function pause(clock: Clock, delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) return;
  if (!signal) return clock.after(delayMs);
  let stop = (): void => {};
  const aborted = new Promise<void>((resolve) => {
    stop = resolve;
    signal.addEventListener('abort', stop, { once: true });
  });
  await Promise.race([clock.after(delayMs), aborted]);
  signal.removeEventListener('abort', stop);
}
