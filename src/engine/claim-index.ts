import type { Claim, TakenIds } from './claim.ts';
import type { EpochMs } from './time.ts';

/** Arrival times of one lane may run back by as much. */
export const ARRIVAL_SLACK_MS = 60_000;

const SMALLEST = 64;
/** Share of the slots in use above which the table is rebuilt. */
const MAX_LOAD = 2 / 3;

/**
 * The ids that one lane has accepted within the horizon, the newest `maxIds` at least. An open-addressing table in typed arrays: 16
 * bytes a slot, at most 64 an id, where a Set of texts takes over a hundred.
 */
export class ClaimIndex implements TakenIds {
  readonly horizonMs: number;
  readonly #maxIds: number;
  #highs = new Uint32Array(SMALLEST);
  #lows = new Uint32Array(SMALLEST);
  /** Arrival of the claim, 0 for an empty slot. */
  #arrivals = new Float64Array(SMALLEST);
  #size = 0;
  #newestMs: EpochMs = 0;
  #floorMs: EpochMs = 0;
  #forgotten = 0;

  constructor(horizonMs: number, maxIds: number) {
    this.horizonMs = horizonMs;
    this.#maxIds = maxIds;
  }

  get size(): number {
    return this.#size;
  }

  /** Ids dropped within the horizon because there were more than `maxIds`. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** What arrived before it is forgotten, because there were more than `maxIds`. */
  get floorMs(): EpochMs {
    return this.#floorMs;
  }

  has(claim: Claim): boolean {
    const arrivalMs = this.#arrivals[this.#slotOf(claim.high, claim.low)] ?? 0;
    return arrivalMs !== 0 && claim.arrivalMs - arrivalMs <= this.horizonMs;
  }

  /** Takes an id. Where it is taken already the later arrival counts. */
  add(claim: Claim): void {
    if (this.#size >= this.#highs.length * MAX_LOAD) this.#rebuild();
    // 0 stands for an empty slot; nothing has reached a stream that early.
    const arrivalMs = Math.max(1, claim.arrivalMs);
    if (this.#put(claim.high, claim.low, arrivalMs)) this.#size += 1;
    if (arrivalMs > this.#newestMs) this.#newestMs = arrivalMs;
  }

  /** Takes many ids that reached the stream together: fingerprints, two numbers each, high and low. */
  addAll(fingerprints: Uint32Array, arrivalMs: EpochMs): void {
    for (let at = 0; at < fingerprints.length; at += 2) {
      this.add({ high: fingerprints[at] ?? 0, low: fingerprints[at + 1] ?? 0, arrivalMs });
    }
  }

  /** The slot that holds an id, or the empty one where it belongs. */
  #slotOf(high: number, low: number): number {
    const mask = this.#highs.length - 1;
    let slot = low & mask;
    while (this.#arrivals[slot] !== 0 && (this.#lows[slot] !== low || this.#highs[slot] !== high)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** @returns true where the id is new */
  #put(high: number, low: number, arrivalMs: EpochMs): boolean {
    const slot = this.#slotOf(high, low);
    const before = this.#arrivals[slot] ?? 0;
    this.#highs[slot] = high;
    this.#lows[slot] = low;
    this.#arrivals[slot] = Math.max(before, arrivalMs);
    return before === 0;
  }

  /** Drops what is past the horizon, and the oldest of what is too much; makes room for a third more than stay, at least. */
  #rebuild(): void {
    const [highs, lows, arrivals] = [this.#highs, this.#lows, this.#arrivals];
    const boundMs = this.#boundMs(arrivals);
    let staying = 0;
    for (const arrivalMs of arrivals) if (arrivalMs >= boundMs) staying += 1;
    const slots = Math.max(SMALLEST, 2 ** Math.ceil(Math.log2(staying * 2)));
    this.#highs = new Uint32Array(slots);
    this.#lows = new Uint32Array(slots);
    this.#arrivals = new Float64Array(slots);
    this.#size = staying;
    for (let slot = 0; slot < arrivals.length; slot += 1) {
      const arrivalMs = arrivals[slot] ?? 0;
      if (arrivalMs >= boundMs) this.#put(highs[slot] ?? 0, lows[slot] ?? 0, arrivalMs);
    }
  }

  /** The arrival from which on claims stay. */
  #boundMs(arrivals: Float64Array): EpochMs {
    const horizonBoundMs = Math.max(1, this.#newestMs - this.horizonMs - ARRIVAL_SLACK_MS);
    const live = arrivals.filter((arrivalMs) => arrivalMs >= horizonBoundMs).sort();
    if (live.length <= this.#maxIds) return horizonBoundMs;
    const boundMs = live[live.length - this.#maxIds] ?? horizonBoundMs;
    this.#forgotten += live.findIndex((arrivalMs) => arrivalMs >= boundMs);
    this.#floorMs = Math.max(this.#floorMs, boundMs);
    return boundMs;
  }
}
