import type { Clock } from '../../src/ports/clock.ts';
import { RetryableError } from '../../src/ports/errors.ts';

/** Runs writes side by side, as many at once as the table takes. */
export interface WritePool {
  /**
   * Runs `work` on every item; resolves when all have succeeded. Transient failures are tried again with jittered back-off.
   *
   * @param isTimeUp once it says so nothing is begun or tried again: a table that throttles must not run into the timeout
   * @throws RetryableError where time was up; or the first failure that is not transient, or that stayed; no write is left running when it throws
   */
  run<T>(items: readonly T[], work: (item: T) => Promise<void>, isTimeUp?: () => boolean): Promise<void>;
}

export interface WritePoolOptions {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly maxInFlight?: number;
  /** Attempts at one write before its failure counts. */
  readonly maxAttempts?: number;
}

const BACK_OFF_FIRST_MS = 25;
const BACK_OFF_LAST_MS = 1_600;

/**
 * A pool whose width follows the service: halved when it throttles, raised by one for each round of successes (additive increase,
 * multiplicative decrease). The width survives between runs while the instance is warm.
 */
export function makeWritePool({ clock, random, maxInFlight = 32, maxAttempts = 8 }: WritePoolOptions): WritePool {
  let width = maxInFlight;
  let successesAtWidth = 0;

  const succeeded = (): void => {
    successesAtWidth += 1;
    if (successesAtWidth < width || width >= maxInFlight) return;
    width += 1;
    successesAtWidth = 0;
  };

  const attempt = async (work: () => Promise<void>, isTimeUp: () => boolean): Promise<void> => {
    for (let attempts = 1; ; attempts += 1) {
      if (isTimeUp()) throw new RetryableError('no time is left to finish what was begun');
      try {
        await work();
        succeeded();
        return;
      } catch (error) {
        if (!(error instanceof RetryableError) || attempts >= maxAttempts) throw error;
        if (error.throttled) width = Math.max(1, Math.floor(width / 2));
        successesAtWidth = 0;
        const ceilingMs = Math.min(BACK_OFF_LAST_MS, BACK_OFF_FIRST_MS * 2 ** attempts);
        await clock.after(Math.ceil(ceilingMs * (0.5 + random() / 2)));
      }
    }
  };

  const run: WritePool['run'] = async (items, work, isTimeUp = () => false) => {
    const inFlight = new Set<Promise<void>>();
    const failures: unknown[] = [];
    for (const item of items) {
      while (inFlight.size >= width) await Promise.race(inFlight);
      if (failures.length > 0) break;
      const running = attempt(() => work(item), isTimeUp)
        .catch((error: unknown) => {
          failures.push(error);
        })
        .finally(() => inFlight.delete(running));
      inFlight.add(running);
    }
    await Promise.all(inFlight);
    if (failures.length > 0) throw failures[0];
  };

  return { run };
}
