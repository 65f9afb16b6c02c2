import type { Clock } from '../ports/clock.ts';
import { RetryableError } from '../ports/errors.ts';
import { pause } from './pause.ts';

export interface Patience {
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** Told of each failure that is ridden out. */
  readonly onFailure?: ((failure: RetryableError) => void) | undefined;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/**
 * Tries until there is an answer, after waits of 1 s, 2 s … 30 s, where a failure is transient; another is thrown.
 *
 * @returns undefined once the signal is aborted
 */
export async function rideOut<T>(
  { clock, signal, onFailure }: Patience,
  attempt: () => Promise<T>,
): Promise<T | undefined> {
  for (let waitMs = FIRST_WAIT_MS; !signal?.aborted; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof RetryableError)) throw error;
      onFailure?.(error);
      await pause(clock, waitMs, signal);
    }
  }
  return undefined;
}
