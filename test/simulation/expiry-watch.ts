import type { StoredItem } from '../../src/codecs/items/attribute.ts';
import { decodeControl } from '../../src/codecs/items/control-item.ts';
import { decodePartial } from '../../src/codecs/items/partial-item.ts';
import { decodeRedrive } from '../../src/codecs/items/redrive-item.ts';
import { rowId } from './expected-results.ts';
import { kindOfItem } from './item-kind.ts';
import { eventOfKey, windowOfKey } from './item-place.ts';
import type { AggregationSpec } from './scenario.ts';
import type { ItemWrite } from './services/dynamodb/sim-dynamodb.ts';
import { NAMES } from './services.ts';
import type { SimEntry } from './stream.ts';
import type { World } from './world.ts';

/** Longest time from when an item may go until it is gone; some go at once. */
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

  /** Call it for each change of an item, at the instant it happens. */
  saw({ before, after }: ItemWrite): void {
    if (!after) return;
    switch (kindOfItem(after)) {
      case 'control':
        this.#sawControl(before, after);
        break;
      case 'partial':
        this.#sawStamp(before, after);
        break;
      case 'event partial':
        if (!before) this.#sawShare(after);
        this.#sawStamp(before, after);
        break;
      case 'redrive':
        if (before && decodeRedrive(after).decision.expired.length > decodeRedrive(before).decision.expired.length)
          this.#world.faults.count('redriven event withdrawn from expired windows');
    }
  }

  #sawControl(before: StoredItem | undefined, after: StoredItem): void {
    const { faults, scheduler, random, letters } = this.#world;
    const { aggregation, expiredThroughMs, collectedThroughMs } = decodeControl(after);
    const last = before && decodeControl(before);
    if (expiredThroughMs !== null && expiredThroughMs !== last?.expiredThroughMs) {
      faults.count('windows expired');
      scheduler.at(random.int(0, LATEST_RESUME_MS), () => letters.resume());
      this.#expiredMs.set(aggregation, expiredThroughMs);
    }
    if (collectedThroughMs !== null && collectedThroughMs !== last?.collectedThroughMs) {
      faults.count('state of windows collected');
      this.#collectedMs.set(aggregation, collectedThroughMs);
    }
  }

  #sawStamp(before: StoredItem | undefined, { ttl }: StoredItem): void {
    if (ttl === undefined || before?.ttl !== undefined) return;
    const { faults, scheduler, random, services } = this.#world;
    const dueMs = Math.max(0, Number(ttl.N) * 1_000 - scheduler.nowMs) + 1;
    scheduler.at(dueMs + random.int(0, random.pick(LATEST_DROPS_MS)), () => {
      faults.count('stamped state vanished');
      services.dynamodb.expire(NAMES.stateTable, scheduler.nowMs);
    });
  }

  #sawShare(item: StoredItem): void {
    const { aggregation, windowStartMs } = windowOfKey(item);
    const event = eventOfKey(item);
    const rows = this.#shares.get(event) ?? new Set();
    for (const key of decodePartial(item).keys.keys()) rows.add(rowId(aggregation, windowStartMs, key));
    this.#shares.set(event, rows);
  }
}
