import type { EpochMs } from '../../src/engine/time.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Control } from '../../src/ports/control-store.ts';
import type { WindowIndex } from '../../src/ports/window-index.ts';
import type { WritePool } from '../shared/write-pool.ts';

export interface StampDeps {
  readonly store: WindowIndex;
  readonly pool: WritePool;
  readonly clock: Clock;
}

/**
 * Stamps the state of windows that end at or before `throughMs`, oldest first, until time is up. A window is forgotten after its last
 * stamp, so whoever comes next goes on with what is left.
 *
 * @returns window-partitions that it is done with
 * @throws RetryableError where time was up in the midst of one
 */
export type StampCollected = (
  of: Pick<Control, 'aggregation' | 'generation'>,
  throughMs: EpochMs,
  isTimeUp: () => boolean,
) => Promise<number>;

export function makeStampCollected({ store, pool, clock }: StampDeps): StampCollected {
  return async ({ aggregation, generation }, throughMs, isTimeUp) => {
    let done = 0;
    for await (const window of store.windowsThrough(aggregation, generation, throughMs)) {
      if (isTimeUp()) break;
      const expiresAtMs = clock.nowMs();
      for await (const page of store.unstampedPartials(window)) {
        await pool.run(page, (partial) => store.stampPartial(partial, expiresAtMs), isTimeUp);
      }
      await store.forgetWindow(window);
      done += 1;
    }
    return done;
  };
}
