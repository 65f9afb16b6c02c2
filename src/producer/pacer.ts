/** What one shard takes in a second (Kinesis quotas): records, and bytes of data and partition keys. */
const SHARD_RECORDS = 1_000;
const SHARD_BYTES = 1_000_000;

/** Shards' worth a second, at the start and at the least. */
const FIRST_RATE = 2;
const LEAST_RATE = 0.05;
/** How much of its rate may go at once after a pause. */
const BURST_S = 0.1;
/** Until something is refused the rate doubles this often. */
const DOUBLING_MS = 500;
/** Afterwards it is looked at this often: shards' limits are by the second, so over less the refused share says little. */
const INTERVAL_MS = 1_000;
/** Growth an interval, 50 records a second at least; it doubles from one interval without refusals to the next. */
const FIRST_GROWTH = 0.05;
const LEAST_GROWTH = 0.05;

/**
 * How long a record keeps one shard busy, in seconds: by its count or its bytes, whichever weighs more. In this unit one rate fits
 * large and small records alike; for a stream it is about the number of its shards.
 */
export function shardSeconds(bytes: number): number {
  return Math.max(1 / SHARD_RECORDS, bytes / SHARD_BYTES);
}

/**
 * Finds the rate that a stream takes: it doubles until something is refused; from then on it falls to what was stored where something is
 * refused, and grows where nothing was, first by little. A token bucket keeps to it.
 */
export class Pacer {
  #rate = FIRST_RATE;
  #tokens = FIRST_RATE * BURST_S;
  #atMs: number;
  #hasBeenRefused = false;
  #growth = FIRST_GROWTH;
  /** Of the interval before. */
  #storedRate = 0;
  /** Since the rate was last looked at: */
  #sinceMs: number;
  #tried = 0;
  #refused = 0;
  #hasWaited = false;

  constructor(nowMs: number) {
    this.#atMs = nowMs;
    this.#sinceMs = nowMs;
  }

  /** How long to wait until half of what may go at once has gathered: 0 where it may go now. */
  waitMs(nowMs: number): number {
    this.#refill(nowMs);
    const missing = (this.#rate * BURST_S) / 2 - this.#tokens;
    if (missing <= 0) return 0;
    this.#hasWaited = true;
    return Math.max(1, (missing / this.#rate) * 1_000);
  }

  /** What may go now, in shard-seconds. */
  get budget(): number {
    return this.#tokens;
  }

  /** A call that takes so much is under way. It may take more than the budget, by one record: later calls wait for it. */
  spend(cost: number): void {
    this.#tokens -= cost;
  }

  /** How a call of this cost came out. */
  settle(nowMs: number, cost: number, refused: number): void {
    this.#tried += cost;
    this.#refused += refused;
    const passedMs = nowMs - this.#sinceMs;
    if (!this.#hasBeenRefused) {
      if (refused > 0) {
        this.#hasBeenRefused = true;
        this.#begin(nowMs, this.#rate / 2);
      } else if (passedMs >= DOUBLING_MS) {
        this.#begin(nowMs, this.#hasWaited ? this.#rate * 2 : this.#rate);
      }
    } else if (passedMs >= INTERVAL_MS) {
      this.#begin(nowMs, this.#nextRate(passedMs / 1_000));
    }
  }

  #nextRate(passedS: number): number {
    const storedRate = (this.#tried - this.#refused) / passedS;
    // Of two intervals: a shard that took too much in a second refuses everything for the rest of it.
    const lately = Math.max(storedRate, this.#storedRate);
    this.#storedRate = storedRate;
    if (this.#refused > 0) {
      this.#growth = FIRST_GROWTH;
      // Whoever sends little and now and then meets a refusal is not to be held to that little.
      const keptShare = this.#rate * (1 - this.#refused / this.#tried);
      return Math.max(LEAST_RATE, Math.min(this.#rate, Math.max(lately, keptShare)));
    }
    // Where the rate was no limit nothing speaks for a higher one.
    if (!this.#hasWaited) return this.#rate;
    const rate = this.#rate + Math.max(LEAST_GROWTH, this.#rate * this.#growth);
    this.#growth = Math.min(1, this.#growth * 2);
    return rate;
  }

  #begin(nowMs: number, rate: number): void {
    this.#rate = rate;
    this.#sinceMs = nowMs;
    this.#tried = 0;
    this.#refused = 0;
    this.#hasWaited = false;
  }

  #refill(nowMs: number): void {
    const passedS = Math.max(0, nowMs - this.#atMs) / 1_000;
    this.#atMs = nowMs;
    this.#tokens = Math.min(this.#rate * BURST_S, this.#tokens + passedS * this.#rate);
  }
}
