import type { StateStore } from '../../src/ports/state-store.ts';
import { rowId } from './expected-results.ts';
import type { AggregationSpec } from './scenario.ts';
import type { SimEntry } from './stream.ts';
import type { World } from './world.ts';

/** Longest time from a stamp until its item is gone; some go at once. */
const LATEST_DROPS_MS = [0, 60_000, 2 * 3_600_000];

/** Redrives that were halted go on about the time when state is collected. */
const LATEST_RESUME_MS = 5_400_000;

/** Sees windows expire, lets their stamped state vanish, and remembers what redriven events have brought. */
export class ExpiryWatch {
  readonly #world: World;
  /** By aggregation, the last end of a window that has expired, or whose state may be gone. */
  readonly #expiredMs = new Map<string, number>();
  readonly #collectedMs = new Map<string, number>();
  /** By redriven event, the rows that hold it. */
  readonly #shares = new Map<string, Set<string>>();

  constructor(world: World) {
    this.#world = world;
  }

  hasExpired({ name, sizeMs }: AggregationSpec, windowStartMs: number): boolean {
    return windowStartMs + sizeMs <= (this.#expiredMs.get(name) ?? -1);
  }

  isCollected({ name, sizeMs }: AggregationSpec, windowStartMs: number): boolean {
    return windowStartMs + sizeMs <= (this.#collectedMs.get(name) ?? -1);
  }

  /** True where the row was brought a redriven event, whatever became of that afterwards. */
  holds({ record, position }: SimEntry, row: string): boolean {
    return this.#shares.get(`${record.shardId} ${position}`)?.has(row) ?? false;
  }

  over(state: StateStore): StateStore {
    const { faults, scheduler, random, letters } = this.#world;
    return {
      ...state,
      raiseExpiredThrough: async (aggregation, generation, toMs) => {
        await state.raiseExpiredThrough(aggregation, generation, toMs);
        faults.count('windows expired');
        scheduler.at(random.int(0, LATEST_RESUME_MS), () => letters.resume());
        this.#expiredMs.set(aggregation, Math.max(toMs, this.#expiredMs.get(aggregation) ?? toMs));
      },
      raiseCollectedThrough: async (aggregation, generation, toMs) => {
        await state.raiseCollectedThrough(aggregation, generation, toMs);
        faults.count('state of windows collected');
        this.#collectedMs.set(aggregation, Math.max(toMs, this.#collectedMs.get(aggregation) ?? toMs));
      },
      stampPartial: async (partial, expiresAtMs) => {
        await state.stampPartial(partial, expiresAtMs);
        scheduler.at(random.int(0, random.pick(LATEST_DROPS_MS)), () => {
          faults.count('stamped state vanished');
          this.#world.state.dropExpired(Math.min(expiresAtMs, scheduler.nowMs));
        });
      },
      amendRedrive: async (event, before, next) => {
        if (next.expired.length > before.expired.length) faults.count('redriven event withdrawn from expired windows');
        return state.amendRedrive(event, before, next);
      },
      putEventPartial: async (ref, partial) => {
        const stored = await state.putEventPartial(ref, partial);
        const event = `${ref.event.lane.shardId} ${ref.event.position}`;
        const rows = this.#shares.get(event) ?? new Set();
        for (const key of stored.keys.keys()) rows.add(rowId(ref.aggregation, ref.windowStartMs, key));
        this.#shares.set(event, rows);
        return stored;
      },
    };
  }
}
