import type { StoredItem } from '../../../../src/codecs/items/attribute.ts';

/** How long ago a read may look: what was before is forgotten. */
export const HISTORY_MS = 20_000;

/** An item as it is stored, which nobody changes any more, and its size. */
export interface Stored {
  readonly item: StoredItem;
  readonly bytes: number;
}

/** What was there from one instant on. */
interface Version {
  /** None: nothing was. */
  readonly stored: Stored | undefined;
  readonly sinceMs: number;
}

/** What is and was stored under one key. */
export class Versions {
  readonly sk: string;
  #now: Version = { stored: undefined, sinceMs: Number.NEGATIVE_INFINITY };
  /** Oldest first. */
  readonly #earlier: Version[] = [];

  constructor(sk: string) {
    this.sk = sk;
  }

  get now(): Stored | undefined {
    return this.#now.stored;
  }

  /** What was stored at an instant, no longer ago than HISTORY_MS. */
  at(instantMs: number): Stored | undefined {
    if (this.#now.sinceMs <= instantMs) return this.#now.stored;
    return this.#earlier.findLast(({ sinceMs }) => sinceMs <= instantMs)?.stored;
  }

  set(stored: Stored | undefined, nowMs: number): void {
    this.#earlier.push(this.#now);
    this.#now = { stored, sinceMs: nowMs };
    const oldestMs = nowMs - HISTORY_MS;
    let forgotten = 0;
    while ((this.#earlier[forgotten + 1]?.sinceMs ?? nowMs) <= oldestMs) forgotten += 1;
    if (forgotten > 0) this.#earlier.splice(0, forgotten);
  }

  /** True where no read can find anything any more. */
  isForgotten(nowMs: number): boolean {
    return this.#now.stored === undefined && this.#now.sinceMs <= nowMs - HISTORY_MS;
  }
}
